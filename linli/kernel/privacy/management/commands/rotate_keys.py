from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.kernel.divisions import clock, scope
from linli.kernel.privacy import keys, rotation
from linli.kernel.privacy.cipher import Unreadable

SYSTEM = "系统（linli rotate-keys）"


def everything():
    return scope.everything("sealing personal data under a new key")


class Command(BaseCommand):
    help = "更换个人信息密钥：生成新密钥，把已加密的数据分批改用新密钥"

    def add_arguments(self, parser):
        parser.add_argument("--resume", action="store_true", help="不生成新密钥，只继续上次没有做完的更换")
        parser.add_argument("--status", action="store_true", help="只查看每把密钥还加密着多少数据")
        parser.add_argument("--forget", action="store_true", help="从密钥文件删去已没有数据使用的旧密钥")
        parser.add_argument("--new-file", action="store_true", help="新装的系统：生成密钥文件（已有则拒绝）")

    def handle(self, *args, **options):
        try:
            if options["new_file"]:
                self.make_file()
            elif options["status"]:
                self.show(self.in_use())
            elif options["forget"]:
                self.forget()
            else:
                self.rotate(is_resumed=options["resume"])
        except (keys.KeyProblem, Unreadable) as problem:
            raise CommandError(str(problem)) from problem

    def make_file(self):
        if keys.key_file().exists():
            raise CommandError(f"{keys.key_file()} 已经存在，没有改动。")
        keys.save(keys.fresh())
        self.stdout.write(f"已生成 {keys.key_file()}。请立即离线备份：丢失密钥，加密的数据无法恢复。")

    def rotate(self, *, is_resumed):
        if not is_resumed:
            self.refuse_environment()
            keys.save(keys.with_new_cipher(keys.keyring()))
            self.stdout.write(f"已生成第{keys.keyring().current}号密钥，写入 {keys.key_file()}。请备份密钥文件。")
        done = rotation.reseal(
            at=clock.now(),
            by_name=SYSTEM,
            enter=everything,
            report=lambda place, count: self.stdout.write(f"{place} 已改用新密钥 {count} 个"),
        )
        self.stdout.write(f"完成：{done} 个值改用第{keys.keyring().current}号密钥。")
        self.show(self.in_use())

    def forget(self):
        self.refuse_environment()
        ring, used = keys.keyring(), self.in_use()
        kept = {number: key for number, key in ring.ciphers.items() if number == ring.current or number in used}
        gone = sorted(set(ring.ciphers) - set(kept))
        if not gone:
            self.stdout.write("没有可以删去的旧密钥。")
            return
        keys.save(keys.Keyring(ring.current, kept, ring.fingerprint))
        self.stdout.write(
            f"已删去第{'、'.join(map(str, gone))}号密钥。备份中的数据仍需要它们，请保留原密钥文件的备份。"
        )

    def refuse_environment(self):
        if keys.is_from_environment():
            raise CommandError(
                f"密钥来自环境变量 {keys.ENVIRONMENT}，请自行在其中加入新密钥并改 current，重启后运行 linli rotate-keys --resume。"
            )

    def in_use(self):
        with transaction.atomic(), everything():
            return rotation.numbers_in_use()

    def show(self, used):
        ring = keys.keyring()
        for number in sorted({*ring.ciphers, *used}):
            note = "（当前）" if number == ring.current else ""
            self.stdout.write(f"第{number}号密钥{note}：{used.get(number, 0)} 个值")
