#!/usr/bin/env bash
# Clients of JSON-RPC that nobody here wrote, unmodified, against the testbed: a step of scripts/long-tests. What the machine
# lacks is installed. Each makes calls by position and by name, provokes errors, and sends notifications where it can;
# prints a table of what passed, and fails if any client failed.
#   Tests/Conformance/clients.sh [TESTBED]     the testbed's program, .build/debug/testbed if not given
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. scripts/lib.sh

testbed=${1:-.build/debug/testbed}
[ -x "$testbed" ] || stop "$testbed is not there: swift build --product testbed"
here=Tests/Conformance/clients
work=$(mktemp -d /tmp/week-clients.XXXXXX)
server=
end() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT

need_packages python3=python3 '/usr/lib/python3*/ensurepip/__init__.py=python3-venv' gcc=gcc pkg-config=pkg-config \
  /usr/include/jsonrpc-glib-1.0/jsonrpc-glib.h=libjsonrpc-glib-1.0-dev emacs=emacs-nox vim=vim-nox go=golang-go \
  /usr/share/gocode/src/github.com/sourcegraph/jsonrpc2/conn_opt.go=golang-github-sourcegraph-jsonrpc2-dev \
  '/usr/lib/*/perl5/*/AnyEvent/Handle.pm=libanyevent-perl' ncat=ncat socat=socat
vim --version | grep -q '+channel' || stop "This vim has no channels: install vim-nox."
say "Python clients"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check -r Tests/Conformance/requirements.txt

"$testbed" --port 0 >"$work/testbed" 2>"$work/testbed.log" &
server=$!
for _ in $(seq 100); do
  port=$(sed -n 's/^listening on 127\.0\.0\.1:\([0-9]*\)$/\1/p' "$work/testbed")
  [ -n "$port" ] && break
  sleep 0.1
done
[ -n "$port" ] || stop "The testbed did not start: $(cat "$work/testbed.log")"

passed=0 failed=0
table="$work/table"
# client NAME FRAMING COMMAND…: its last line says what it saw.
client() {
  local name=$1 framing=$2 said
  shift 2
  if timeout 60 "$@" >"$work/out" 2>"$work/err" </dev/null; then
    said=$(tail -n 1 "$work/out")
    printf '| %-24s | %-22s | passed | %s\n' "$name" "$framing" "$said" >>"$table"
    passed=$((passed + 1))
  else
    printf '| %-24s | %-22s | FAILED | status %s\n' "$name" "$framing" "$?" >>"$table"
    failed=$((failed + 1))
    printf '%s\n' "--- $name" >&2
    tail -n 15 "$work/out" "$work/err" >&2
  fi
}

python=$work/venv/bin/python
version() { sed -n "s/^$1==//p" Tests/Conformance/requirements.txt; }
debian() { dpkg-query -W -f '${Version}' "$1" 2>/dev/null | sed 's/-[^-]*$//; s/^[0-9]*://'; }

client "aiorpcX $(version aiorpcX)" "lines" "$python" $here/aiorpcx_client.py "$port"
client "python-lsp-jsonrpc $(version python-lsp-jsonrpc)" "Content-Length" "$python" $here/pylsp_client.py "$port"
client "pygls $(version pygls)" "Content-Length" "$python" $here/pygls_client.py "$port"
client "snapcast $(version snapcast)" "lines, CR LF" "$python" $here/snapcast_client.py "$port"
client "spdk $(version spdk)" "pretty-printed, unframed" "$python" $here/spdk_client.py "$port"
client "txJSON-RPC $(version txJSON-RPC)" "netstrings" "$python" $here/txjsonrpc_client.py "$port"

# shellcheck disable=SC2046 # flags, one word each
gcc -Wall -Werror -o "$work/glib" $here/glib.c $(pkg-config --cflags --libs jsonrpc-glib-1.0)
client "jsonrpc-glib $(debian libjsonrpc-glib-1.0-dev)" "Content-Length" "$work/glib" "$port"
client "Emacs $(emacs --batch --eval '(princ emacs-version)' 2>/dev/null) jsonrpc.el" "Content-Length" \
  emacs --batch -l $here/emacs.el -f conformance-run "$port"
vim_client() {
  PORT=$port OUTPUT=$work/vim vim -Nu NONE -i NONE -n -es -S $here/vim.vim || { cat "$work/vim" >&2; return 1; }
  cat "$work/vim"
}
export -f vim_client
export port work here
client "Vim $(vim --version | sed -n '1s/.*IMproved \([0-9.]*\).*/\1/p') ch_open" "Content-Length (lsp)" bash -c vim_client
# Debian keeps Go's libraries in a GOPATH; nothing is downloaded.
GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$work/go GOFLAGS=-buildvcs=false go build -o "$work/go-client" ./$here/go
client "jsonrpc2 (Go) $(debian golang-github-sourcegraph-jsonrpc2-dev)" "unframed, Content-Length" "$work/go-client" "$port"
client "AnyEvent::Handle $(perl -MAnyEvent -e 'print $AnyEvent::VERSION')" "unframed, netstrings" perl $here/anyevent.pl "$port"

# Two that know nothing of JSON-RPC and close their side when they have sent everything.
half_close() {
  local found
  found=$(printf '%s\n' '{"jsonrpc":"2.0","method":"wait","params":[200,2],"id":1}' \
    '{"jsonrpc":"2.0","method":"update","params":[1]}' '{"jsonrpc":"2.0","method":"foobar","id":2}' | "$@")
  [ "$(sed -n 1p <<<"$found")" = '{"jsonrpc":"2.0","result":"xx","id":1}' ] || { echo "$found"; return 1; }
  sed -n 2p <<<"$found" | grep -q '"code":-32601,.*"id":2}$' || { echo "$found"; return 1; }
  [ "$(wc -l <<<"$found")" = 2 ] || { echo "$found"; return 1; }
  echo "2 answers behind the end of its own side, an error, a notification"
}
export -f half_close
client "ncat $(debian ncat)" "lines, half-close" bash -c 'half_close ncat 127.0.0.1 "$port"'
client "socat $(debian socat)" "lines, half-close" bash -c 'half_close socat -t 10 STDIO TCP:127.0.0.1:"$port"'

kill -0 "$server" || stop "The testbed has ended: $(cat "$work/testbed.log")"
kill -TERM "$server"
wait "$server" || stop "The testbed did not end well: $(cat "$work/testbed.log")"
server=
printf '| %-24s | %-22s | result | what it saw\n' client framing
cat "$table"
echo "$passed clients passed, $failed failed"
[ "$failed" = 0 ]
