//! The vocabulary of Types that several kinds share: image, env, resources, probes.
