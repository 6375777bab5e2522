# Sourced by scripts/run and scripts/test: says what is missing on this machine and installs what it may.
# Debian 12 and Ubuntu; elsewhere it names what to install.

if [ -t 1 ]; then bold=$'\e[1m' red=$'\e[31m' plain=$'\e[0m'; else bold='' red='' plain=''; fi
say() { printf '%s\n' "${bold}==>${plain} $*"; }
stop() { printf '%s\n' "${red}$1${plain}" "${@:2}" >&2; exit 1; }

# A Swift toolchain is not installed behind your back: which one and where is yours to say.
need_toolchain() {
  command -v swift >/dev/null || PATH="$PATH:$HOME/.local/share/swiftly/bin"
  local version
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -1) || true
  [ -n "$version" ] && [ "$(printf '%s\n' 6.3 "$version" | sort -V | head -1)" = 6.3 ] && return
  stop "Swift 6.3 or newer is needed${version:+, this machine has $version}." \
    "Install it the official way, swiftly:  https://www.swift.org/install/linux/swiftly/" \
    "Or run everything in containers, with no toolchain at all:  docker compose up"
}

# need_packages COMMAND-OR-FILE=PACKAGE… installs the packages whose file or command is not there.
need_packages() {
  local missing=() pair what
  for pair in "$@"; do
    what=${pair%%=*}
    compgen -G "$what" >/dev/null || command -v "$what" >/dev/null || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || stop "Missing: ${missing[*]} (the names of Debian's packages). Install them and try again."
  local as=()
  if [ "$(id -u)" != 0 ]; then
    as=(sudo)
    { command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; } \
      || stop "Some packages are missing. As an administrator, type:" "  apt-get install -y ${missing[*]}"
  fi
  say "Installing ${missing[*]}"
  # Debian's package would start a PostgreSQL of its own on port 5432; the clusters used here are private ones.
  local quiet=/etc/postgresql-common/createcluster.d/activity-week.conf
  if [[ " ${missing[*]} " == *" postgresql "* ]]; then
    "${as[@]}" mkdir -p "${quiet%/*}"
    echo 'create_main_cluster = false' | "${as[@]}" tee "$quiet" >/dev/null
  fi
  "${as[@]}" apt-get update -qq
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  "${as[@]}" rm -f "$quiet"
}

need_everything() {
  need_toolchain
  need_packages git=git openssl=openssl python3=python3 pkg-config=pkg-config '/usr/include/postgresql/libpq-fe.h=libpq-dev' \
    '/usr/include/openssl/ssl.h=libssl-dev' '/usr/include/*/curl/curl.h=libcurl4-openssl-dev' \
    '/usr/include/xlsxwriter.h=libxlsxwriter-dev' /usr/include/zlib.h=zlib1g-dev \
    '/usr/lib/postgresql/*/bin/initdb=postgresql'
}

# write_figures PAGE SCRIPT: the table it reads takes the place of what stands between the script's two marks on the page.
write_figures() {
  python3 -c '
import pathlib, sys

page, mark, table = pathlib.Path(sys.argv[1]), f"figures of {sys.argv[2]} -->\n", sys.stdin.read()
head, rest = page.read_text().split(f"<!-- {mark}")
_, tail = rest.split(f"<!-- end of {mark}")
page.write_text(f"{head}<!-- {mark}{table}<!-- end of {mark}{tail}")
' "$1" "$2"
  say "$1 has the figures"
}
