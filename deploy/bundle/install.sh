#!/bin/sh
# Installs this bundle: checks every file, copies it to PREFIX/releases/VERSION, then points PREFIX/current at it in one
# step. Needs sh, tar, sha256sum and the usual small programs; no network, no Node. Data are not touched.
set -eu
prefix=/opt/hailong
case "${1-}" in
  '') ;;
  --prefix) prefix=${2:?--prefix takes a folder} ;;
  *) echo 'Usage: ./install.sh [--prefix /opt/hailong]' >&2; exit 2 ;;
esac
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
version=$(cat "$here/VERSION")

cd "$here"
if ! sha256sum --check --quiet SHA256SUMS >&2; then
  echo 'Gói bị hỏng hoặc bị sửa; chưa cài gì. / The bundle is damaged or was changed; nothing was installed.' >&2
  exit 1
fi

mkdir -p "$prefix/releases"
prefix=$(CDPATH='' cd -- "$prefix" && pwd -P)
release="$prefix/releases/$version"
if [ -e "$release" ]; then
  if ! cmp -s SHA256SUMS "$release/SHA256SUMS" || ! (cd "$release" && sha256sum --check --quiet SHA256SUMS >&2); then
    echo "$release đã có và khác gói này. / $release is there and differs from this bundle: remove it first." >&2
    exit 1
  fi
else
  rm -rf "$release.part"
  mkdir "$release.part"
  tar cf - . | (cd "$release.part" && tar xof -)
  (cd "$release.part" && sha256sum --check --quiet SHA256SUMS >&2)
  sync
  mv "$release.part" "$release"
fi

. "$here/switch.sh"
switch_to "$prefix" "$version"
echo "Đã cài $version; phiên bản đang dùng: $prefix/current / installed, and now current."
echo 'Khởi động lại dịch vụ. / Restart the service: systemctl restart hailong'
