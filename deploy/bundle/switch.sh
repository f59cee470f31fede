# Read by install.sh and rollback.sh.
# switch_to PREFIX VERSION: PREFIX/current becomes VERSION by one rename; what was current before is PREFIX/previous.
switch_to() {
  was=$(readlink "$1/current" || true)
  [ "$was" = "releases/$2" ] && return 0
  if [ -n "$was" ]; then
    ln -sfn "$was" "$1/previous.new"
    mv -T "$1/previous.new" "$1/previous"
  fi
  ln -sfn "releases/$2" "$1/current.new"
  mv -T "$1/current.new" "$1/current"
}
