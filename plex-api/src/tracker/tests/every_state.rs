//! Every reachable state of three small worlds.
