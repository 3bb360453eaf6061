#!/usr/bin/env bash
# A local Apache Kafka (KRaft, one broker, loopback only) for tests and for "make services".
#
#   kafka.sh start  [--data DIR] [--port N] [--controller-port N]   start it and print its address
#   kafka.sh stop   [--data DIR]                                     stop the broker of that folder
#   kafka.sh status [--data DIR]                                     print its address, or exit with 1
#   kafka.sh fetch                                                   only copy the jars into the cache
#
# The jars come from Maven once, into a cache shared by all checkouts. Exit codes: 0 done, 1 failed or not running,
# 2 wrong use, 3 Java, Maven or the jars are not to be had.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
version="$(sed -n 's:.*<kafka\.version>\(.*\)</kafka\.version>.*:\1:p' "$here/pom.xml")"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/marsad/kafka-$version"
start_seconds=60
stop_seconds=30

say() { printf '%s\n' "$*" >&2; }

fail() {
  local code="$1"
  shift
  say "kafka.sh: $*"
  exit "$code"
}

usage() {
  say "usage: kafka.sh start|stop|status|fetch [--data DIR] [--port N] [--controller-port N]"
  exit 2
}

java_command() {
  if [[ -n "${JAVA_HOME:-}" && -x "$JAVA_HOME/bin/java" ]]; then
    printf '%s\n' "$JAVA_HOME/bin/java"
  else
    command -v java || true
  fi
}

# The jars go to a folder of this process first and are moved into place whole, so that an interrupted or a
# simultaneous copy is never taken for a complete one. The name holds a sum of the pom: another pom, other jars.
fetch_jars() {
  jars="$cache/jars-$(cksum <"$here/pom.xml" | cut -d' ' -f1)"
  [[ -d "$jars" ]] && return
  command -v mvn >/dev/null || fail 3 "Maven (mvn) is not installed, and Kafka $version is not in $cache yet; install maven."
  mkdir -p "$cache"
  local fresh
  fresh="$(mktemp -d "$cache/copying.XXXXXX")"
  # shellcheck disable=SC2064  # the folder's name is wanted as it is now
  trap "rm -rf '$fresh'" EXIT
  say "Copying Apache Kafka $version from Maven into $jars (once)."
  if ! mvn --quiet --batch-mode --file "$here/pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$fresh/jars" >"$cache/maven.log" 2>&1; then
    fail 3 "Maven could not copy Kafka $version; see $cache/maven.log."
  fi
  # Another process may have been faster: its copy is as good as ours.
  [[ -d "$jars" ]] || mv "$fresh/jars" "$jars" || fail 1 "cannot write $jars."
  rm -rf "$fresh"
  trap - EXIT
}

running_pid() {
  local pid
  [[ -f "$data/broker.pid" ]] || return 1
  pid="$(<"$data/broker.pid")"
  [[ -n "$pid" ]] && kill -0 "$pid" 2>/dev/null || return 1
  # A pid may have been given to another program since: ours has this folder in its command line.
  [[ "$(ps -ww -o args= -p "$pid")" == *"$data/server.properties"* ]] || return 1
  printf '%s\n' "$pid"
}

address() { sed -n 's#^advertised.listeners=PLAINTEXT://##p' "$data/server.properties"; }

write_properties() {
  cat >"$data/server.properties" <<PROPERTIES
# Written by deploy/kafka/kafka.sh at each start.
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller_port
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller_port
advertised.listeners=PLAINTEXT://127.0.0.1:$port
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$data/log
num.network.threads=2
num.io.threads=4
num.partitions=2
auto.create.topics.enable=false
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
log.retention.hours=48
log.segment.bytes=67108864
log.cleaner.dedupe.buffer.size=16777216
message.max.bytes=41943040
socket.request.max.bytes=104857600
PROPERTIES
}

run_java() {
  local main="$1"
  shift
  "$java" -cp "$jars/*" -Dlog4j2.configurationFile="$here/log4j2.properties" "$main" "$@"
}

format_storage() {
  [[ -f "$data/log/meta.properties" ]] && return
  local cluster
  cluster="$(run_java kafka.tools.StorageTool random-uuid 2>>"$data/broker.log" | tail -n 1)"
  run_java kafka.tools.StorageTool format --cluster-id "$cluster" --config "$data/server.properties" \
    >>"$data/broker.log" 2>&1 || fail 1 "the storage in $data/log could not be formatted; see $data/broker.log."
}

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

start() {
  java="$(java_command)"
  [[ -n "$java" ]] || fail 3 "Java is not installed; Kafka $version needs Java 17 or newer (Debian: openjdk-17-jre-headless)."
  fetch_jars
  mkdir -p "$data"
  if running_pid >/dev/null; then
    address
    return
  fi
  local taken
  for taken in "$port" "$controller_port"; do
    ! port_open "$taken" || fail 1 "port $taken on 127.0.0.1 is taken by another program; choose one with --port."
  done
  [[ ! -f "$data/broker.log" ]] || mv "$data/broker.log" "$data/broker.log.1"
  : >"$data/broker.log"
  write_properties
  format_storage
  # setsid: a Ctrl-C in the terminal that started it must not end the broker.
  local detach=()
  ! command -v setsid >/dev/null || detach=(setsid)
  "${detach[@]}" "$java" -Xms128m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true \
    -Dlog4j2.configurationFile="$here/log4j2.properties" \
    -cp "$jars/*" kafka.Kafka "$data/server.properties" </dev/null >>"$data/broker.log" 2>&1 &
  local pid=$!
  printf '%s\n' "$pid" >"$data/broker.pid"
  local deadline=$((SECONDS + start_seconds))
  # The port opens a little before the controller lets the broker into the cluster; this line comes after both.
  until grep -qF "Kafka Server started" "$data/broker.log"; do
    if ! kill -0 "$pid" 2>/dev/null; then
      rm -f "$data/broker.pid"
      fail 1 "the broker ended while it started; see $data/broker.log."
    fi
    if ((SECONDS >= deadline)); then
      kill -KILL "$pid" 2>/dev/null || true
      rm -f "$data/broker.pid"
      fail 1 "the broker did not answer on 127.0.0.1:$port within $start_seconds s; see $data/broker.log."
    fi
    sleep 0.1
  done
  address
}

stop() {
  local pid
  if ! pid="$(running_pid)"; then
    rm -f "$data/broker.pid"
    return
  fi
  kill -TERM "$pid" 2>/dev/null || true
  local deadline=$((SECONDS + stop_seconds))
  while kill -0 "$pid" 2>/dev/null; do
    if ((SECONDS >= deadline)); then
      say "kafka.sh: the broker (pid $pid) did not stop within $stop_seconds s and is killed."
      kill -KILL "$pid" 2>/dev/null || true
      break
    fi
    sleep 0.1
  done
  rm -f "$data/broker.pid"
}

status() {
  running_pid >/dev/null || fail 1 "no broker runs in $data."
  address
}

[[ $# -ge 1 ]] || usage
action="$1"
shift
data="$here/../../.services/kafka"
port=0
controller_port=0
while (($#)); do
  [[ $# -ge 2 ]] || usage
  case "$1" in
    --data) data="$2" ;;
    --port) port="$2" ;;
    --controller-port) controller_port="$2" ;;
    *) usage ;;
  esac
  shift 2
done
[[ "$port" =~ ^[0-9]+$ && "$controller_port" =~ ^[0-9]+$ ]] || usage
((port)) || port=19092
((controller_port)) || controller_port=$((port + 1))
case "$action" in
  start | stop | status) data="$(mkdir -p "$data" && cd "$data" && pwd)" ;;
esac

case "$action" in
  start) start ;;
  stop) stop ;;
  status) status ;;
  fetch) fetch_jars ;;
  *) usage ;;
esac
