#!/bin/sh
# archive_command = '/usr/local/sbin/linli-archive-wal %p %f /srv/linli-wal'
# Copies one finished piece of the write-ahead log into the archive, safe on disk before it says so.
# A piece that is there already must be the same one; then all is well, else somebody else writes here: refuse.
set -eu
source=$1 name=$2 folder=$3
if [ -e "$folder/$name" ]; then
    cmp -s "$source" "$folder/$name" && exit 0
    echo "linli-archive-wal: $folder/$name 已存在且内容不同：这个文件夹还有别的服务器在写。" >&2
    exit 1
fi
draft=$folder/.$name.$$.new
trap 'rm -f "$draft"' EXIT
cp "$source" "$draft"
sync "$draft"
mv "$draft" "$folder/$name"
sync "$folder"
