//! What a person sees when something is not as it should be: exact texts and exit statuses of the program.

mod answers;
mod configuration;
mod decisions;
mod folder;
mod options;
