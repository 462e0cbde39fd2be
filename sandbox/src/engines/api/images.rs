//! Images: made under a temporary name, and named when they are whole.

use super::{Api, answer, labels};
use crate::environment::EnvironmentError;
use bollard::errors::Error;
use bollard::query_parameters::{
    BuildImageOptions, CreateImageOptions, RemoveImageOptionsBuilder, TagImageOptionsBuilder,
};
use bollard::{body_full, body_try_stream};
use futures_util::{Stream, StreamExt, stream};
use std::io;
use tokio::sync::mpsc;

/// What an image is made of.
pub(crate) enum Origin {
    /// A folder with a `Containerfile`, as an archive.
    Containerfile(Vec<u8>),
    /// The pieces of an archive of a root folder.
    Root(mpsc::Receiver<io::Result<Vec<u8>>>),
}

/// What an engine says of an image.
pub(crate) struct Described {
    pub(crate) bytes: u64,
    /// What is wrong with it, where something is.
    pub(crate) fault: Option<String>,
}

impl Api {
    /// Makes an image and gives its temporary name. An error of a step of the build is its log.
    pub(crate) fn make(
        &self,
        origin: Origin,
        say: &dyn Fn(&str),
        is_interrupted: &dyn Fn() -> bool,
    ) -> Result<Result<String, String>, EnvironmentError> {
        let name = labels::unfinished(&self.session);
        let log = self.runtime.block_on(async {
            match origin {
                Origin::Containerfile(archive) => {
                    let options = BuildImageOptions {
                        dockerfile: "Containerfile".to_owned(),
                        t: Some(name.clone()),
                        rm: true,
                        forcerm: true,
                        ..BuildImageOptions::default()
                    };
                    let said =
                        self.docker
                            .build_image(options, None, Some(body_full(archive.into())));
                    let lines =
                        said.map(|it| it.map(|it| it.stream.or(it.status).unwrap_or_default()));
                    follow(lines, say, is_interrupted).await
                }
                Origin::Root(pieces) => {
                    let options = CreateImageOptions {
                        from_src: Some("-".to_owned()),
                        // With its tag, since Podman does not read that of an import elsewhere.
                        repo: Some(name.clone()),
                        ..CreateImageOptions::default()
                    };
                    let pieces = stream::unfold(
                        pieces,
                        |mut pieces: mpsc::Receiver<io::Result<Vec<u8>>>| async move {
                            let piece = pieces.recv().await?;
                            Some((piece.map(Into::into), pieces))
                        },
                    );
                    let said = self.docker.create_image(
                        Some(options),
                        Some(body_try_stream(pieces)),
                        None,
                    );
                    let lines = said.map(|it| it.map(|it| it.status.unwrap_or_default()));
                    follow(lines, say, is_interrupted).await
                }
            }
        });
        match log {
            Followed::Done => Ok(Ok(name)),
            Followed::Failed(log) => Ok(Err(log)),
            Followed::Interrupted => {
                self.remove_image(&name)?;
                Err(EnvironmentError::Interrupted)
            }
        }
    }

    /// Gives an image its final name, and takes the temporary one from it. The image that had the name goes.
    pub(crate) fn finish(
        &self,
        unfinished: &str,
        environment: &str,
        key: &str,
    ) -> Result<String, EnvironmentError> {
        let name = labels::image(environment, key);
        let (repository, tag) = name.rsplit_once(':').unwrap_or((&name, ""));
        let options = TagImageOptionsBuilder::new()
            .repo(repository)
            .tag(tag)
            .build();
        let identity = |name: String| async move {
            let found = self.docker.inspect_image(&name).await;
            found.ok().and_then(|it| it.id)
        };
        let former = self.runtime.block_on(identity(name.clone()));
        let tagged = self
            .runtime
            .block_on(self.docker.tag_image(unfinished, Some(options)));
        tagged.map_err(|error| answer::failed(self.kind, "name an image", &error))?;
        self.remove_image(unfinished)?;
        if let Some(former) =
            former.filter(|it| self.runtime.block_on(identity(name.clone())).as_ref() != Some(it))
        {
            // A program of another process may still run in it: then it stays, without a name.
            let _ = self.remove_image(&former);
        }
        Ok(name)
    }

    /// Looks at an image; none where the engine has it not.
    pub(crate) fn describe(&self, image: &str) -> Result<Option<Described>, EnvironmentError> {
        match self.runtime.block_on(self.docker.inspect_image(image)) {
            Ok(it) => {
                let architecture = it.architecture.unwrap_or_default();
                let is_other = !architecture.is_empty() && architecture != self.architecture;
                let fault = is_other.then(|| {
                    format!(
                        "of the architecture `{architecture}`, but the engine runs `{}`",
                        self.architecture
                    )
                });
                Ok(Some(Described {
                    bytes: it.size.unwrap_or(0).try_into().unwrap_or(0),
                    fault,
                }))
            }
            Err(error) if answer::is_absent(&error) => Ok(None),
            Err(error) => Err(answer::failed(self.kind, "look at an image", &error)),
        }
    }

    /// Removes a name of an image, and the image where it was its last; one that is gone is no error.
    pub(crate) fn remove_image(&self, image: &str) -> Result<(), EnvironmentError> {
        let options = RemoveImageOptionsBuilder::new().force(true).build();
        match self
            .runtime
            .block_on(self.docker.remove_image(image, Some(options), None))
        {
            Ok(_) => Ok(()),
            Err(error) if answer::is_absent(&error) => Ok(()),
            Err(error) => Err(answer::failed(self.kind, "remove an image", &error)),
        }
    }
}

/// How the making of an image ended.
enum Followed {
    Done,
    /// With the end of the log.
    Failed(String),
    Interrupted,
}

/// Follows what an engine says while it makes an image.
async fn follow(
    said: impl Stream<Item = Result<String, Error>>,
    say: &dyn Fn(&str),
    is_interrupted: &dyn Fn() -> bool,
) -> Followed {
    let mut said = Box::pin(said);
    let mut log = String::new();
    while let Some(piece) = said.next().await {
        match piece {
            Ok(text) => {
                log += &text;
                if let Some(step) = text.lines().find(|it| is_step(it)) {
                    say(step.trim());
                }
            }
            Err(error) => {
                let lines = log
                    .lines()
                    .chain([""])
                    .map(str::to_owned)
                    .collect::<Vec<_>>();
                let kept = lines[lines.len().saturating_sub(30)..].join("\n");
                return Followed::Failed(format!("{kept}{}", answer::said(&error)));
            }
        }
        if is_interrupted() {
            return Followed::Interrupted;
        }
    }
    Followed::Done
}

/// Docker and Podman write `Step 1/3 : …` and `STEP 1/3: …` before each instruction.
fn is_step(line: &str) -> bool {
    line.get(..5)
        .is_some_and(|it| it.eq_ignore_ascii_case("step "))
}
