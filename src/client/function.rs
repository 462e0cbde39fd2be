//! A model that is a function of the program which embeds this crate.

use super::{Answered, Ask, ClientError};

/// Answers requests without a server.
///
/// The run keeps each reply before the next is used, so a run that was interrupted asks only for the rest. Nothing is kept in the
/// cache folder: another run may bring another function.
pub trait Respond: Send + Sync {
    /// Gives each wanted sample of each request to `take`, as soon as it is there.
    ///
    /// # Errors
    /// [`ClientError::Function`] where there is no reply, [`ClientError::Interrupted`] where the user asked to stop, and
    /// what `take` fails with.
    fn respond(
        &self,
        asks: &[Ask],
        take: &mut dyn FnMut(Answered) -> Result<(), ClientError>,
    ) -> Result<(), ClientError>;
}

#[cfg(test)]
mod tests {
    use super::super::{About, Client, Completion, Content, Outside, Parameters, Request, Spent};
    use super::*;
    use std::sync::atomic::AtomicBool;

    /// Says what it was asked, backwards.
    struct Backwards;

    impl Respond for Backwards {
        fn respond(
            &self,
            asks: &[Ask],
            take: &mut dyn FnMut(Answered) -> Result<(), ClientError>,
        ) -> Result<(), ClientError> {
            for (place, ask) in asks.iter().enumerate() {
                for &sample in &ask.samples {
                    let text = ask.request.texts().flat_map(|it| it.chars().rev());
                    take(Answered {
                        ask: place,
                        sample,
                        completion: Completion {
                            text: text.collect(),
                            ..Completion::default()
                        },
                        fresh: true,
                    })?;
                }
            }
            Ok(())
        }
    }

    #[test]
    fn a_function_answers_each_sample_that_is_wanted() {
        let ask = Ask {
            about: About {
                task_id: "task".to_owned(),
                variant: "original".to_owned(),
                purpose: "solution".to_owned(),
            },
            request: Request {
                model: "function".to_owned(),
                content: Content::Prompt("abc".to_owned()),
                parameters: Parameters::default(),
            },
            samples: vec![0, 3],
        };
        let outside = Outside {
            listener: &|_| {},
            interrupted: &AtomicBool::new(false),
        };
        let mut said = Vec::new();
        let mut take = |answered: Answered| {
            said.push((answered.sample, answered.completion.text));
            Ok(())
        };
        let client = Client::function(Box::new(Backwards));
        let (_, asked) = client.ask(&[ask], Spent::default(), &outside, &mut take);
        asked.expect("nothing fails");
        assert_eq!(said, [(0, "cba".to_owned()), (3, "cba".to_owned())]);
    }
}
