//! The product: slices of one application.
