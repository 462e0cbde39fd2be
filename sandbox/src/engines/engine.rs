//! An engine that answered, and finding one.

use super::api::Api;
#[cfg(target_os = "linux")]
use super::bubblewrap::Bubblewrap;
use super::session::Session;
use super::{Confinement, EngineKind, Place, Process};
use crate::environment::{EnvironmentError, Manifest};
use std::path::Path;
use std::sync::Arc;

/// An engine that answered.
#[derive(Clone, Debug)]
pub struct Engine {
    version: String,
    carrier: Carrier,
}

#[derive(Clone, Debug)]
pub(crate) enum Carrier {
    Api(Api),
    #[cfg(target_os = "linux")]
    Bubblewrap(Bubblewrap),
}

impl Engine {
    /// Tries a place. An error is what came of it, as a part of a sentence.
    ///
    /// # Errors
    /// Where no engine answers there.
    pub fn open(place: &Place, session: &Arc<Session>) -> Result<Self, String> {
        let (carrier, version) = match place.kind {
            EngineKind::Docker | EngineKind::Podman => {
                let (api, version) = Api::open(&place.address, session)?;
                (Carrier::Api(api), version)
            }
            #[cfg(target_os = "linux")]
            EngineKind::Bubblewrap => {
                let (bubblewrap, version) = Bubblewrap::open(Path::new(&place.address))?;
                (Carrier::Bubblewrap(bubblewrap), version)
            }
            #[cfg(not(target_os = "linux"))]
            EngineKind::Bubblewrap => return Err("it runs on Linux alone".to_owned()),
        };
        Ok(Self { version, carrier })
    }

    /// Gives the first that answers, of one kind or of any.
    ///
    /// # Errors
    /// Where none does; the error says what came of each place.
    pub fn find(
        places: &[Place],
        wanted: Option<EngineKind>,
        session: &Arc<Session>,
    ) -> Result<Self, EnvironmentError> {
        let mut tried = Vec::new();
        for place in places
            .iter()
            .filter(|it| wanted.is_none_or(|wanted| it.kind == wanted))
        {
            match Self::open(place, session) {
                Ok(engine) => return Ok(engine),
                Err(fault) => tried.push(format!("`{}`: {fault}", place.address)),
            }
        }
        let mut tried = tried.join("; ");
        if tried.is_empty() {
            tried += "there is no `bwrap` in `PATH`";
        }
        Err(match wanted {
            Some(kind) => EnvironmentError::Silent {
                engine: kind.name(),
                detail: tried,
                hint: kind.remedy(),
            },
            None => EnvironmentError::NoEngine { tried },
        })
    }

    /// Which one it is. What answers at Docker's address may be Podman.
    #[must_use]
    pub fn kind(&self) -> EngineKind {
        match &self.carrier {
            Carrier::Api(api) => api.kind(),
            #[cfg(target_os = "linux")]
            Carrier::Bubblewrap(_) => EngineKind::Bubblewrap,
        }
    }

    /// Its version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Removes what sessions of the same folder left that ended without doing so, and says how much there was.
    #[must_use]
    pub fn reap(&self) -> usize {
        match &self.carrier {
            Carrier::Api(api) => api.reap(),
            // Its programs end with whoever started them, and leave nothing.
            #[cfg(target_os = "linux")]
            Carrier::Bubblewrap(_) => 0,
        }
    }

    pub(crate) fn carrier(&self) -> &Carrier {
        &self.carrier
    }

    /// Starts Python on an image, which is a folder for bubblewrap.
    pub(crate) fn start(
        &self,
        manifest: &Manifest,
        image: &str,
        arguments: &[&str],
    ) -> Result<Process, EnvironmentError> {
        let confinement = Confinement::of(manifest);
        match &self.carrier {
            Carrier::Api(api) => api.start(&manifest.name, image, &confinement, arguments),
            #[cfg(target_os = "linux")]
            Carrier::Bubblewrap(bubblewrap) => {
                bubblewrap.start(Path::new(image), &confinement, arguments)
            }
        }
    }
}
