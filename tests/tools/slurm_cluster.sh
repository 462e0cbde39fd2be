#!/usr/bin/env bash
# A Slurm of one machine for tests: munged, slurmctld and slurmd, with all that they write in one folder.
#
#   eval "$(slurm.sh DIR)"     starts it, waits for an idle node, and prints `export SLURM_CONF=…`
#   slurm.sh DIR status        says what runs; ends with 0 where all three do
#   slurm.sh DIR stop          cancels what is left of jobs, and ends the daemons that were started in DIR
#
# Needs root, and Debian's packages:  apt-get install --no-install-recommends slurm-wlm munge
# Settings: SLURM_TEST_CPUS (8: job slots, whatever the machine has), SLURM_TEST_WAIT (30: seconds to wait for the node),
#   SLURM_TEST_EXPIRE (6: how long a requeued job waits before it starts again; Slurm's own default is 120).
# DIR stays after `stop`: its logs are DIR/log, finished jobs are listed in DIR/log/jobs.
set -euo pipefail

say() { printf 'slurm.sh: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

[[ $# -eq 1 || $# -eq 2 ]] || fail 'usage: slurm.sh DIR [start|stop|status]'
[[ -n $1 ]] || fail 'usage: slurm.sh DIR [start|stop|status]'
mkdir -p -- "$1"
dir=$(cd -- "$1" && pwd -P)
verb=${2:-start}
[[ $dir =~ ^[A-Za-z0-9_./+-]+$ ]] || fail "slurm.conf cannot name a folder such as this: $dir"
# The path of a socket has room for 107 bytes; munged adds `.lock`, slurmd the names of steps.
(( ${#dir} <= 70 )) || fail "too long a path for the sockets: $dir"
PATH=$PATH:/usr/sbin:/sbin
export SLURM_CONF=$dir/slurm.conf

# The pid of a daemon of this folder, where it runs: a pid file alone may be old, and its number another process'.
pid_of() {
    local pid
    pid=$(cat -- "$dir/$1.pid" 2>/dev/null) || return 1
    [[ $pid =~ ^[0-9]+$ && -r /proc/$pid/cmdline ]] || return 1
    [[ $(tr '\0' ' ' <"/proc/$pid/cmdline") == *"$1"*" $dir/"* || $(tr '\0' ' ' <"/proc/$pid/cmdline") == *"$1"*"=$dir/"* ]] || return 1
    printf '%s\n' "$pid"
}

# Waits until a command succeeds: within SECONDS COMMAND…
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        (( SECONDS < end )) || return 1
        sleep 0.2
    done
}

# Ends a daemon of this folder: SIGTERM, and SIGKILL where that is not heard.
finish() {
    local pid
    pid=$(pid_of "$1") || return 0
    kill -TERM "$pid" 2>/dev/null || true
    if ! within 8 is_gone "$pid"; then
        say "$1 ($pid) does not end; killed"
        kill -KILL "$pid" 2>/dev/null || true
        within 5 is_gone "$pid" || say "$1 ($pid) is still there"
    fi
    rm -f -- "$dir/$1.pid"
}
# A process that its parent has not waited for is gone too.
is_gone() { [[ ! -e /proc/$1 || $(awk '/^State:/ { print $2 }' "/proc/$1/status" 2>/dev/null || true) == [ZX] ]]; }

no_jobs() { [[ -z $(squeue --noheader --states=all --format='%i %t' 2>/dev/null | grep -vE ' (BF|CA|CD|DL|F|NF|OOM|PR|TO)$' || true) ]]; }
answers() { scontrol ping 2>/dev/null | grep -q ' is UP'; }
idle() { [[ $(sinfo --noheader --format=%T 2>/dev/null || true) == idle ]]; }

# Steps of this folder's slurmd, and processes of its jobs, that outlived it: what was started with its SLURM_CONF and is a step
# or has a job's number. The daemons and the caller have none.
strays() {
    local process name
    for process in $(grep -lzxF "SLURM_CONF=$SLURM_CONF" /proc/[0-9]*/environ 2>/dev/null || true); do
        process=${process%/environ}
        name=
        read -r name 2>/dev/null <"$process/comm" || true
        [[ $name == slurmstepd ]] || grep -qzE '^SLURM_JOB_ID=' "$process/environ" 2>/dev/null || continue
        [[ ${process#/proc/} != "$$" ]] || continue
        printf '%s\n' "${process#/proc/}"
    done
}

stop() {
    local pid
    if pid_of slurmctld >/dev/null && pid_of slurmd >/dev/null; then
        if answers && ! no_jobs; then
            squeue --noheader --format=%A | sort -u | xargs -r scancel --quiet 2>/dev/null || true
            within 5 no_jobs || say 'some jobs do not end'
        fi
    fi
    finish slurmctld
    # slurmd would wait for them.
    for pid in $(strays); do
        say "killed what a job left ($pid)"
        kill -KILL "$pid" 2>/dev/null || true
    done
    finish slurmd
    finish munged
}

# A port of this machine on which nothing listens, other than those that are named.
port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 10000))
        [[ " $* " != *" $port "* ]] || continue
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    printf '%s\n' "$port"
}

write_configuration() {
    local host controller node memory version cgroups
    host=$(hostname -s 2>/dev/null || uname -n)
    host=${host%%.*}
    controller=$(port)
    node=$(port "$controller")
    memory=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
    cat >"$SLURM_CONF" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$controller
SlurmdPort=$node
SlurmUser=root
SlurmdUser=root

AuthType=auth/munge
CredType=cred/munge
# A requeued job waits until its first credential is no longer valid (Slurm's default: 120 s).
AuthInfo=socket=$dir/munge.socket,cred_expire=${SLURM_TEST_EXPIRE:-6}

StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/log/slurmctld
SlurmdLogFile=$dir/log/slurmd
SlurmctldDebug=verbose
SlurmdDebug=verbose
JobCompType=jobcomp/filetxt
JobCompLoc=$dir/log/jobs
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none

ProctrackType=${SLURM_TEST_PROCTRACK:-proctrack/pgid}
TaskPlugin=task/none
MpiDefault=none
MailProg=/bin/true
SwitchType=switch/none

JobRequeue=1
ReturnToService=2
KillWait=3
MinJobAge=600
SlurmctldTimeout=30
SlurmdTimeout=15
InactiveLimit=0
TreeWidth=1

SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=2,bf_interval=2,sched_min_interval=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU

# The node has as many slots as are said here, not as many as the machine has.
SlurmdParameters=config_overrides
NodeName=$host NodeAddr=127.0.0.1 CPUs=${SLURM_TEST_CPUS:-8} RealMemory=$memory State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
    # No plugin here uses cgroups, but slurmd loads one for them all the same: the one that does nothing, which is new in 23.02,
    # or before that the one for version 1, which does nothing until it is asked (the one for version 2 wants systemd).
    version=$(sinfo --version)
    version=${version##* }
    if (( ${version%%.*} >= 23 )); then cgroups=disabled; else cgroups=cgroup/v1; fi
    printf 'CgroupPlugin=%s\n' "$cgroups" >"$dir/cgroup.conf"
}

start() {
    local daemon
    [[ $(id -u) == 0 ]] || fail 'only root can start it'
    for daemon in munged slurmctld slurmd sinfo scontrol squeue scancel; do
        command -v "$daemon" >/dev/null || fail "no $daemon: apt-get install --no-install-recommends slurm-wlm munge"
    done
    for daemon in munged slurmctld slurmd; do
        ! pid_of "$daemon" >/dev/null || fail "$daemon of $dir runs already"
    done
    mkdir -p -- "$dir/log" "$dir/state" "$dir/spool"
    rm -rf -- "${dir:?}/state" "${dir:?}/spool" "$dir"/munge.socket*
    mkdir -p -- "$dir/state" "$dir/spool"
    (umask 077; head -c 256 /dev/urandom >"$dir/munge.key")
    write_configuration

    trap 'say "not started; the logs are in $dir/log"; stop' EXIT
    # --force: munged would refuse a socket in a folder that others cannot enter, as one of `mktemp -d` is. Only root is served.
    munged --force --key-file="$dir/munge.key" --socket="$dir/munge.socket" --pid-file="$dir/munged.pid" \
        --log-file="$dir/log/munged" --seed-file="$dir/munge.seed" >>"$dir/log/start" 2>&1
    slurmctld -f "$SLURM_CONF" >>"$dir/log/start" 2>&1
    within 15 answers || fail 'slurmctld does not answer'
    slurmd -f "$SLURM_CONF" >>"$dir/log/start" 2>&1
    within "${SLURM_TEST_WAIT:-30}" idle || fail "the node is not idle: $(sinfo --noheader --format='%N %T %E' 2>&1 || true)"
    trap - EXIT
    printf 'export SLURM_CONF=%q\n' "$SLURM_CONF"
}

status() {
    local daemon code=0 pid
    for daemon in munged slurmctld slurmd; do
        if pid=$(pid_of "$daemon"); then
            say "$daemon runs ($pid)"
        else
            say "$daemon does not run"
            code=1
        fi
    done
    return "$code"
}

case $verb in
    start | stop | status) "$verb" ;;
    *) fail 'usage: slurm.sh DIR [start|stop|status]' ;;
esac
