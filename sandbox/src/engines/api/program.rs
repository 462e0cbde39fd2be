//! A program in a container of its own.

use super::{Api, answer, confined, labels, streams};
use crate::engines::process::{Control, Exit, Process, State};
use crate::engines::{Confinement, EngineKind};
use crate::environment::EnvironmentError;
use bollard::Docker;
use bollard::errors::Error;
use bollard::models::ContainerWaitResponse;
use bollard::query_parameters::{
    AttachContainerOptionsBuilder, CreateContainerOptions, KillContainerOptionsBuilder,
    RemoveContainerOptionsBuilder, StartContainerOptions, WaitContainerOptionsBuilder,
};
use futures_util::StreamExt;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// How long the engine may take to kill a container before it is removed by force.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a container that was killed is looked at.
const PULSE: Duration = Duration::from_millis(5);

impl Api {
    /// Starts Python on an image.
    pub(in crate::engines) fn start(
        &self,
        environment: &str,
        image: &str,
        confinement: &Confinement,
        arguments: &[&str],
    ) -> Result<Process, EnvironmentError> {
        let labels = labels::of_container(&self.session, environment);
        let body = confined::container(
            self.kind,
            self.has_apparmor,
            image,
            confinement,
            arguments,
            labels,
        );
        let failed = |error| answer::failed(self.kind, "start a program", &error);
        let handle = self.runtime.handle();
        let created = self
            .docker
            .create_container(None::<CreateContainerOptions>, body);
        let id = handle.block_on(created).map_err(failed)?.id;
        let started = handle.block_on(async {
            let options = AttachContainerOptionsBuilder::new()
                .stdin(true)
                .stdout(true)
                .stderr(true)
                .stream(true);
            let attached = self
                .docker
                .attach_container(&id, Some(options.build()))
                .await?;
            self.docker
                .start_container(&id, None::<StartContainerOptions>)
                .await?;
            Ok(attached)
        });
        let attached = match started {
            Ok(attached) => attached,
            Err(error) => {
                handle.block_on(remove(&self.docker, &id));
                return Err(failed(error));
            }
        };
        let state = Arc::new(State::default());
        let input = streams::Input::new(attached.input, handle.clone());
        let (output, silence) = streams::output(attached.output, Arc::clone(&state), handle);
        // Podman looks for the end as often as it can as long as somebody waits for it.
        let silence = (self.kind == EngineKind::Podman).then_some(silence);
        let docker = self.docker.clone();
        watch(docker, id.clone(), Arc::clone(&state), silence, handle);
        let (engine, ended) = (self.clone(), Arc::clone(&state));
        let control = Control::new(state, move || engine.kill(&id, &ended));
        Ok(Process::new(Box::new(input), Box::new(output), control))
    }

    /// Kills a container with all in it, and waits for that.
    fn kill(&self, id: &str, state: &Arc<State>) {
        let (docker, id, state) = (self.docker.clone(), id.to_owned(), Arc::clone(state));
        let (sender, done) = mpsc::sync_channel(1);
        self.runtime.spawn(async move {
            let options = KillContainerOptionsBuilder::new().signal("SIGKILL").build();
            let _ = docker.kill_container(&id, Some(options)).await;
            let begun = Instant::now();
            while !state.is_ended() && begun.elapsed() < PATIENCE {
                tokio::time::sleep(PULSE).await;
            }
            remove(&docker, &id).await;
            let _ = sender.send(());
        });
        let _ = done.recv_timeout(PATIENCE * 2);
    }
}

/// Removes a container; one that is gone, or is just being removed, is no error.
async fn remove(docker: &Docker, id: &str) {
    let options = RemoveContainerOptionsBuilder::new()
        .force(true)
        .v(true)
        .build();
    let _ = docker.remove_container(id, Some(options)).await;
}

/// Waits for the end of a container, from the end of its output on where that is given, and keeps how it ended. An engine that
/// stops answering ends it too.
fn watch(
    docker: Docker,
    id: String,
    state: Arc<State>,
    silence: Option<oneshot::Receiver<()>>,
    handle: &Handle,
) {
    handle.spawn(async move {
        if let Some(silence) = silence {
            let _ = silence.await;
        }
        let options = WaitContainerOptionsBuilder::new()
            .condition("not-running")
            .build();
        let code = match docker.wait_container(&id, Some(options)).next().await {
            Some(Ok(ContainerWaitResponse { status_code, .. })) => Some(status_code),
            Some(Err(Error::DockerContainerWaitError { code, .. })) => Some(code),
            Some(Err(_)) | None => None,
        };
        state.ended(Exit { code });
        // Not before: of a container that is gone, Podman says that it ended well.
        remove(&docker, &id).await;
    });
}
