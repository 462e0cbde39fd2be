//! What sessions that crashed left on an engine.

use super::{Api, labels};
use bollard::models::ContainerSummary;
use bollard::query_parameters::{
    ListContainersOptionsBuilder, ListImagesOptionsBuilder, RemoveContainerOptionsBuilder,
    RemoveImageOptionsBuilder,
};
use std::collections::HashMap;

impl Api {
    /// Removes the containers and unfinished images of sessions that ended without doing so, and says how many there
    /// were. What cannot be removed now stays for the next time.
    pub(in crate::engines) fn reap(&self) -> usize {
        let reaped = self.runtime.block_on(async {
            let (containers, images) = (
                self.orphaned_containers().await,
                self.orphaned_images().await,
            );
            let mut reaped = 0;
            for id in containers {
                let options = RemoveContainerOptionsBuilder::new()
                    .force(true)
                    .v(true)
                    .build();
                let removed = self.docker.remove_container(&id, Some(options)).await;
                reaped += usize::from(removed.is_ok());
            }
            for name in images {
                let options = RemoveImageOptionsBuilder::new().force(true).build();
                let removed = self.docker.remove_image(&name, Some(options), None).await;
                reaped += usize::from(removed.is_ok());
            }
            reaped
        });
        self.session.clear();
        reaped
    }

    async fn orphaned_containers(&self) -> Vec<String> {
        let label = format!("{}={}", labels::HOME, self.session.home());
        let filters = HashMap::from([("label".to_owned(), vec![label])]);
        let options = ListContainersOptionsBuilder::new()
            .all(true)
            .filters(&filters)
            .build();
        let found = self
            .docker
            .list_containers(Some(options))
            .await
            .unwrap_or_default();
        let is_orphan = |it: &ContainerSummary| {
            let owner = it.labels.as_ref().and_then(|it| it.get(labels::OWNER));
            owner.is_some_and(|owner| self.session.is_orphan(owner))
        };
        found
            .into_iter()
            .filter(is_orphan)
            .filter_map(|it| it.id)
            .collect()
    }

    async fn orphaned_images(&self) -> Vec<String> {
        let filters = HashMap::from([("reference".to_owned(), vec![labels::BUILDING.to_owned()])]);
        let options = ListImagesOptionsBuilder::new().filters(&filters).build();
        let found = self
            .docker
            .list_images(Some(options))
            .await
            .unwrap_or_default();
        let names = found.into_iter().flat_map(|it| it.repo_tags);
        let is_orphan = |name: &String| {
            let owner = name
                .strip_prefix(labels::BUILDING)
                .and_then(|it| it.strip_prefix(':'));
            owner.is_some_and(|owner| self.session.is_orphan(owner))
        };
        names.filter(is_orphan).collect()
    }
}
