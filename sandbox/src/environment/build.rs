//! Building an environment: a root folder or an image, compiled, checked, and only then put in its place.

use super::check::check;
use super::store::sound;
use super::tools::{hint, last_lines};
use super::{
    BuildStep, Built, Definition, EnvironmentError, Environments, Manifest, debian, packing,
};
use crate::component::{clear, lock};
use crate::engines::{Api, Carrier, Engine, EngineKind, Origin};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Bytecode is compiled in the environment, by its own Python.
const COMPILE: &str = include_str!("compile.py");

/// What to build, and how.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The environment.
    pub definition: &'a Definition,
    /// The engine that will run it.
    pub engine: &'a Engine,
    /// From Debian's packages and the lock, instead of the `Containerfile`.
    pub from_debian: bool,
    /// Also where it is there.
    pub again: bool,
}

/// What a build tells and asks while it works.
struct Watch<'a> {
    progress: &'a dyn Fn(BuildStep),
    is_interrupted: &'a dyn Fn() -> bool,
}

impl Environments {
    /// Builds an environment, or gives the one that is there. Processes that come at the same time wait for one another.
    ///
    /// # Errors
    /// Where a step fails; nothing of it stays.
    pub fn build(
        &self,
        order: &Order<'_>,
        progress: &dyn Fn(BuildStep),
        is_interrupted: &dyn Fn() -> bool,
    ) -> Result<Built, EnvironmentError> {
        let Order {
            definition, engine, ..
        } = *order;
        let there = || {
            self.built(definition, engine.kind())
                .filter(|it| sound(engine, it).is_ok())
        };
        if let Some(built) = there().filter(|_| !order.again) {
            return Ok(built);
        }
        let _lock = lock(&self.folder.join("build.lock"), &|_| {
            progress(BuildStep::Waiting);
        })?;
        clear(&self.folder);
        if let Some(built) = there().filter(|_| !order.again) {
            return Ok(built);
        }
        let watch = Watch {
            progress,
            is_interrupted,
        };
        match engine.carrier() {
            Carrier::Api(api) => self.build_image(order, api, &watch),
            #[cfg(target_os = "linux")]
            Carrier::Bubblewrap(bubblewrap) => {
                if let Some(obstacle) = bubblewrap.obstacle(&self.folder) {
                    return Err(EnvironmentError::Closed { path: obstacle });
                }
                self.build_folder(order, &watch)
            }
        }
    }

    /// Makes a root folder, compiled and checked, and moves it to its place.
    #[cfg(target_os = "linux")]
    fn build_folder(
        &self,
        order: &Order<'_>,
        watch: &Watch<'_>,
    ) -> Result<Built, EnvironmentError> {
        let Order {
            definition, engine, ..
        } = *order;
        if !order.from_debian {
            return Err(EnvironmentError::Way {
                name: definition.name().to_owned(),
                detail: "bubblewrap runs an unpacked folder, and cannot follow a `Containerfile`"
                    .to_owned(),
                hint: "add `--from-debian`, or use Docker or Podman",
            });
        }
        let manifest = definition.manifest();
        let folder = self.workplace()?;
        let root = debian::root(
            definition,
            &self.python,
            folder.path(),
            watch.progress,
            watch.is_interrupted,
        )?;
        let image = root.display().to_string();
        let archive = folder.path().join("compiled.tar");
        compile(engine, manifest, &image, &archive, watch)?;
        let unpacked =
            fs::File::open(&archive).and_then(|file| tar::Archive::new(file).unpack(&root));
        unpacked.map_err(|error| EnvironmentError::file("unpack", &archive, error))?;
        (watch.progress)(BuildStep::Checking);
        let contents = check(engine, manifest, &image)?;
        let place = self.place(definition);
        let target = place.join("root");
        let renamed = |error| EnvironmentError::file("write", &target, error);
        fs::create_dir_all(&place).map_err(renamed)?;
        Built::forget(&place, engine.kind());
        if target.exists() {
            // Programs that run in it keep what they have of it.
            fs::rename(&target, folder.path().join("old")).map_err(renamed)?;
        }
        fs::rename(&root, &target).map_err(renamed)?;
        let bytes = packing::size(&target)?;
        let built = contents.built(
            definition,
            engine.kind(),
            target.display().to_string(),
            bytes,
        );
        built.write(&place, engine.kind())?;
        Ok(built)
    }

    /// Makes an image, compiled and checked, and gives it its name.
    fn build_image(
        &self,
        order: &Order<'_>,
        api: &Api,
        watch: &Watch<'_>,
    ) -> Result<Built, EnvironmentError> {
        let Order {
            definition, engine, ..
        } = *order;
        let manifest = definition.manifest();
        let folder = self.workplace()?;
        let unfinished = if order.from_debian {
            self.import(definition, engine, api, folder.path(), watch)?
        } else {
            make(
                manifest,
                api,
                "Containerfile",
                Origin::Containerfile(definition.context()?),
                watch,
            )?
        };
        let place = self.place(definition);
        let built = finish(order, api, &unfinished, watch);
        if built.is_err() {
            api.remove_image(&unfinished)?;
        }
        let built = built?;
        fs::create_dir_all(&place)
            .map_err(|error| EnvironmentError::file("write", &place, error))?;
        built.write(&place, engine.kind())?;
        Ok(built)
    }

    /// Hands a root folder to an engine: the one of bubblewrap, where that is built, or a new one. Gives the image's
    /// temporary name.
    fn import(
        &self,
        definition: &Definition,
        engine: &Engine,
        api: &Api,
        folder: &Path,
        watch: &Watch<'_>,
    ) -> Result<String, EnvironmentError> {
        let manifest = definition.manifest();
        let there = self
            .built(definition, EngineKind::Bubblewrap)
            .map(|it| PathBuf::from(it.image));
        if let Some(root) = there.filter(|it| it.is_dir()) {
            (watch.progress)(BuildStep::Importing);
            return make(
                manifest,
                api,
                "import",
                Origin::Root(packing::pieces(root)),
                watch,
            );
        }
        let root = debian::root(
            definition,
            &self.python,
            folder,
            watch.progress,
            watch.is_interrupted,
        )?;
        (watch.progress)(BuildStep::Importing);
        let unfinished = make(
            manifest,
            api,
            "import",
            Origin::Root(packing::pieces(root)),
            watch,
        )?;
        let archive = folder.join("compiled.tar");
        let compiled = compile(engine, manifest, &unfinished, &archive, watch).and_then(|()| {
            let bytecode = fs::read(&archive)
                .map_err(|error| EnvironmentError::file("read", &archive, error))?;
            let context = Definition::bytecode(&unfinished, &bytecode)?;
            make(
                manifest,
                api,
                "compile",
                Origin::Containerfile(context),
                watch,
            )
        });
        if compiled.is_err() {
            api.remove_image(&unfinished)?;
        }
        compiled
    }

    /// A folder that is removed at the end, or by the next build.
    fn workplace(&self) -> Result<TempDir, EnvironmentError> {
        let failed = |error| EnvironmentError::file("make a folder in", &self.folder, error);
        let mut builder = tempfile::Builder::new();
        let builder = builder.prefix("build-");
        // What is built is tried there, by a user that is nobody.
        #[cfg(unix)]
        let builder = builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755));
        builder.tempdir_in(&self.folder).map_err(failed)
    }
}

/// Makes an image; the log of what failed becomes an error.
fn make(
    manifest: &Manifest,
    api: &Api,
    step: &str,
    origin: Origin,
    watch: &Watch<'_>,
) -> Result<String, EnvironmentError> {
    let say = |line: &str| (watch.progress)(BuildStep::Following(line.to_owned()));
    api.make(origin, &say, watch.is_interrupted)?
        .map_err(|log| EnvironmentError::Build {
            name: manifest.name.clone(),
            step: step.to_owned(),
            hint: hint(&log).to_owned(),
            log: last_lines(&log),
        })
}

/// Checks an image and gives it its name.
fn finish(
    order: &Order<'_>,
    api: &Api,
    unfinished: &str,
    watch: &Watch<'_>,
) -> Result<Built, EnvironmentError> {
    let Order {
        definition, engine, ..
    } = *order;
    let manifest = definition.manifest();
    (watch.progress)(BuildStep::Checking);
    let contents = check(engine, manifest, unfinished)?;
    let image = api.finish(unfinished, &manifest.name, &definition.key())?;
    let bytes = api.describe(&image)?.map_or(0, |it| it.bytes);
    Ok(contents.built(definition, engine.kind(), image, bytes))
}

/// Compiles the modules of an environment, which writes their bytecode to an archive here.
fn compile(
    engine: &Engine,
    manifest: &Manifest,
    image: &str,
    archive: &Path,
    watch: &Watch<'_>,
) -> Result<(), EnvironmentError> {
    (watch.progress)(BuildStep::Compiling);
    let failed = |error| EnvironmentError::file("write", archive, error);
    let mut process = engine.start(manifest, image, &["-c", COMPILE])?;
    let mut file = fs::File::create(archive).map_err(failed)?;
    let mut buffer = vec![0; 1 << 18];
    loop {
        let length = process.output.read(&mut buffer).map_err(failed)?;
        if length == 0 {
            return Ok(());
        }
        if (watch.is_interrupted)() {
            return Err(EnvironmentError::Interrupted);
        }
        file.write_all(&buffer[..length]).map_err(failed)?;
    }
}
