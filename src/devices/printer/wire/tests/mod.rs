mod devices;
mod lines;
mod peers;
mod slips;
pub(in crate::devices) mod tools;
