#!/bin/sh
# Builds a throw-away root in new namespaces and starts the zygote in it: no network, everything read-only but an empty
# /tmp and /dev/shm, no other process in sight, no capability. Python is found as `python` and `python3` too.
#   unshare … cell.sh ROOT PYTHON PREFIX HERE
set -eu
root=$1 python=$2 prefix=$3 here=$4
mount -t tmpfs -o size=16m,mode=755 tmpfs "$root"
for folder in /usr /lib /lib64 /bin "$prefix" "$here"; do
    if [ -L "$folder" ]; then
        cp -P "$folder" "$root$folder"
    elif [ -e "$folder" ]; then
        mkdir -p "$root$folder"
        mount --bind "$folder" "$root$folder"
        mount -o remount,bind,ro,nosuid "$root$folder"
    fi
done
mkdir -p "$root/proc" "$root/tmp" "$root/dev/shm" "$root/etc" "$root/opt"
ln -s "$python" "$root/opt/python"
ln -s "$python" "$root/opt/python3"
mount -t tmpfs -o size=16m,mode=1777,nosuid tmpfs "$root/dev/shm"
mount -t tmpfs -o size=256m,mode=1777,nosuid tmpfs "$root/tmp"
mount -t proc -o ro proc "$root/proc"
for device in null zero urandom random; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
mount -o remount,ro "$root"
exec chroot "$root" setpriv --no-new-privs --bounding-set=-all --inh-caps=-all \
    "$python" -S -B "$here/zygote.py"
