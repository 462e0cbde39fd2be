//! The container of a program, as the engine is told to make it: locked down but for what a zygote needs.

use crate::engines::{Confinement, EngineKind};
use bollard::models::{ContainerCreateBody, HostConfig, ResourcesUlimits};
use std::collections::HashMap;

/// The user and group of every program.
const NOBODY: &str = "65534:65534";

/// System calls of no use to a program, refused to Docker's containers. Docker's own list refuses the namespaces and mounts
/// with which each job is kept apart inside the container.
const SYSTEM_CALLS: &str = include_str!("system_calls.json");

/// What is told of a container that runs Python with some words.
pub(super) fn container(
    kind: EngineKind,
    has_apparmor: bool,
    image: &str,
    confinement: &Confinement,
    arguments: &[&str],
    labels: HashMap<String, String>,
) -> ContainerCreateBody {
    let variables = confinement.variables.iter();
    ContainerCreateBody {
        image: Some(image.to_owned()),
        // An image may have an entry point of its own.
        entrypoint: Some(vec!["python3".to_owned()]),
        cmd: Some(arguments.iter().map(|it| (*it).to_owned()).collect()),
        env: Some(
            variables
                .map(|(name, value)| format!("{name}={value}"))
                .collect(),
        ),
        user: Some(NOBODY.to_owned()),
        working_dir: Some("/".to_owned()),
        hostname: Some("sandbox".to_owned()),
        labels: Some(labels),
        network_disabled: Some(true),
        open_stdin: Some(true),
        // The program's input ends with this process, however that ends, and so the program does.
        stdin_once: Some(true),
        attach_stdin: Some(true),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        tty: Some(false),
        host_config: Some(host(kind, has_apparmor, confinement)),
        ..ContainerCreateBody::default()
    }
}

fn host(kind: EngineKind, has_apparmor: bool, confinement: &Confinement) -> HostConfig {
    let bytes = |mib: u64| i64::try_from(mib << 20).unwrap_or(i64::MAX);
    let bounds = confinement.bounds;
    let room = format!(
        "rw,nosuid,nodev,mode=1777,size={}",
        bounds.temporary_mib << 20
    );
    let bound = |name: &str, value| ResourcesUlimits {
        name: Some(name.to_owned()),
        soft: Some(value),
        hard: Some(value),
    };
    let mut limits = vec![bound("core", 0), bound("nofile", 4096)];
    let mut security = vec!["no-new-privileges".to_owned()];
    match kind {
        EngineKind::Podman => {
            // It takes a path on its own machine for a list of system calls, and its own list has what is needed.
            security.push("unmask=ALL".to_owned());
            // Its usual limit may be more than its service may give. This one counts the processes of all containers.
            limits.push(bound("nproc", 4096));
        }
        _ => security.push(format!("seccomp={SYSTEM_CALLS}")),
    }
    if has_apparmor {
        // Docker's profile refuses mounts, in namespaces of the program's own too.
        security.push("apparmor=unconfined".to_owned());
    }
    HostConfig {
        network_mode: Some("none".to_owned()),
        readonly_rootfs: Some(true),
        cap_drop: Some(vec!["ALL".to_owned()]),
        security_opt: Some(security),
        // A new `/proc` may only be mounted where the old one is whole.
        masked_paths: Some(Vec::new()),
        readonly_paths: Some(Vec::new()),
        pids_limit: i64::try_from(bounds.processes).ok(),
        memory: Some(bytes(bounds.memory_mib)),
        memory_swap: Some(bytes(bounds.memory_mib)),
        shm_size: Some(bytes(bounds.temporary_mib)),
        tmpfs: Some(HashMap::from([("/tmp".to_owned(), room)])),
        ulimits: Some(limits),
        // Podman forgets how a container ended that it removes: there it is removed after that is known.
        auto_remove: Some(kind != EngineKind::Podman),
        ..HostConfig::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: EngineKind) -> (ContainerCreateBody, HostConfig) {
        let confinement = Confinement::default();
        let body = container(
            kind,
            false,
            "image",
            &confinement,
            &["-c", "0"],
            HashMap::new(),
        );
        let host = body.host_config.clone().unwrap();
        (body, host)
    }

    #[test]
    fn a_container_has_no_network_no_rights_and_a_root_that_it_cannot_write_to() {
        for kind in [EngineKind::Docker, EngineKind::Podman] {
            let (body, host) = told(kind);
            assert_eq!(body.user.as_deref(), Some("65534:65534"));
            assert_eq!(body.network_disabled, Some(true));
            assert_eq!(host.network_mode.as_deref(), Some("none"));
            assert_eq!(host.readonly_rootfs, Some(true));
            assert_eq!(host.cap_drop, Some(vec!["ALL".to_owned()]));
            assert!(
                host.security_opt
                    .unwrap()
                    .contains(&"no-new-privileges".to_owned())
            );
            assert_eq!(
                (host.memory, host.memory_swap),
                (Some(2048 << 20), Some(2048 << 20))
            );
            assert_eq!(host.pids_limit, Some(256));
            assert!(host.binds.is_none() && host.mounts.is_none() && host.cap_add.is_none());
        }
    }

    #[test]
    fn the_list_of_system_calls_is_json_and_refuses_only_what_it_names() {
        let list: serde_json::Value = serde_json::from_str(SYSTEM_CALLS).unwrap();
        assert_eq!(list["defaultAction"], "SCMP_ACT_ALLOW");
        let names = list["syscalls"][0]["names"].as_array().unwrap();
        let has = |name: &str| names.iter().any(|it| it == name);
        assert!(has("bpf") && has("init_module") && has("userfaultfd"));
        assert!(!has("clone") && !has("mount") && !has("unshare"));
    }

    #[test]
    fn only_docker_is_told_of_system_calls() {
        let has_list = |kind| {
            let options = told(kind).1.security_opt.unwrap();
            options.iter().any(|it| it.starts_with("seccomp="))
        };
        assert!(has_list(EngineKind::Docker) && !has_list(EngineKind::Podman));
    }
}
