mod devices;
mod lines;
mod peers;
mod slips;
mod tools;
