#!/bin/sh
# Points PREFIX/current at the version that was current before, or at the one that is named. Run it as
# PREFIX/current/rollback.sh [VERSION]; a second run goes back again. Data are not touched.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd -P)
prefix=$(CDPATH='' cd -- "$here/../.." && pwd -P)
version=${1-$(basename "$(readlink "$prefix/previous" || true)")}
if [ -z "$version" ] || [ ! -x "$prefix/releases/$version/bin/hailong" ]; then
  echo "Không có phiên bản trước trong $prefix/releases. / No earlier version to go back to:" >&2
  ls "$prefix/releases" >&2
  exit 1
fi
. "$here/switch.sh"
switch_to "$prefix" "$version"
cat <<TEXT
Phiên bản đang dùng: $version. Khởi động lại dịch vụ: systemctl restart hailong
Nếu phiên bản này báo cơ sở dữ liệu mới hơn nó: dừng dịch vụ; trong thư mục dữ liệu, chuyển hailong.db, hailong.db-wal và
hailong.db-shm sang một thư mục khác (đừng xóa); chép before-<migration>.db mới nhất thành hailong.db; khởi động lại. Bản
chép này được làm ngay trước khi nâng cấp: phiếu nhận sau đó chỉ còn trong tệp đã chuyển đi.

Now current: $version. Restart the service: systemctl restart hailong
If this version says that the database was used by a newer one: stop the service; in the data folder move hailong.db,
hailong.db-wal and hailong.db-shm to another folder (do not delete them); copy the newest before-<migration>.db to
hailong.db; start again. That copy was made just before the upgrade: what was answered since is only in the files moved.
TEXT
