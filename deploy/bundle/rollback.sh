#!/bin/sh
# Points PREFIX/current at the version that was current before, or at the one that is named. Stop the service first. Run it as
# PREFIX/current/rollback.sh [VERSION] [--data /var/lib/hailong] [--give-up-newer]; a second run goes back again. Where that
# version cannot read the data, the copy made before the upgrade is put back first; the newer data are kept beside it.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd -P)
prefix=$(CDPATH='' cd -- "$here/../.." && pwd -P)
version='' data=${HAILONG_DATA:-/var/lib/hailong} give_up=''
while [ $# -gt 0 ]; do
  case "$1" in
    --data) data=${2:?--data takes a folder}; shift ;;
    --give-up-newer) give_up=$1 ;;
    -*) echo 'Usage: rollback.sh [VERSION] [--data /var/lib/hailong] [--give-up-newer]' >&2; exit 2 ;;
    *) version=$1 ;;
  esac
  shift
done
version=${version:-$(basename "$(readlink "$prefix/previous" || true)")}
if [ -z "$version" ] || [ ! -x "$prefix/releases/$version/bin/hailong" ]; then
  echo "Không có phiên bản trước trong $prefix/releases. / No earlier version to go back to:" >&2
  ls "$prefix/releases" >&2
  exit 1
fi
if [ -z "${DATABASE_URL:-}" ]; then
  "$here/bin/hailong" rollback-data --release "$prefix/releases/$version" --data "$data" $give_up
fi
. "$here/switch.sh"
switch_to "$prefix" "$version"
echo "Phiên bản đang dùng: $version. Khởi động dịch vụ / now current, start the service: systemctl start hailong"
