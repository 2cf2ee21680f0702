//! Rendering for programs: JSON, SARIF, GitHub annotations, JUnit.
