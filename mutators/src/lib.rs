//! Rewrites of a programming prompt that keep its meaning, each with a certificate.
