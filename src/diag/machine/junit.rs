//! JUnit XML, which every CI system shows as a list of tests.

use std::fmt::Write as _;

use super::Finding;
use crate::diag::Severity;
use crate::text::xml_escaped;

/// Renders one `testsuite` with a `testcase` for each finding: errors have failed, warnings and notes have passed with
/// their text as output. Without findings there is one test, that has passed: an empty report is an error to many
/// readers.
pub fn junit(findings: &[Finding]) -> String {
    let failed = |finding: &&Finding| finding.severity == Severity::Error;
    let tests = findings.len().max(1);
    let failures = findings.iter().filter(failed).count();
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\"");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ekscompile\" {counts}>\n  <testsuite name=\"ekscompile\" {counts}>\n"
    );
    if findings.is_empty() {
        out.push_str("    <testcase classname=\"ekscompile\" name=\"no findings\"/>\n");
    }
    for finding in findings {
        let location = finding.location.as_ref();
        let file = location.map_or("ekscompile", |location| location.file.as_str());
        let region = location.and_then(|location| location.region);
        let place = match region {
            Some(region) => format!("{file}:{}:{}", region.line, region.column),
            None => file.to_owned(),
        };
        let text = xml_escaped(&format!("{place}\n{}", finding.whole_text()));
        let _ = write!(
            out,
            "    <testcase classname=\"{}\" name=\"{}\" file=\"{}\"",
            xml_escaped(file),
            xml_escaped(&format!("{} {}", finding.code, finding.message)),
            xml_escaped(file)
        );
        if let Some(region) = region {
            let _ = write!(out, " line=\"{}\"", region.line);
        }
        let _ = match finding.severity {
            Severity::Error => write!(
                out,
                ">\n      <failure type=\"{}\" message=\"{}\">{text}</failure>\n",
                finding.code,
                xml_escaped(&finding.message)
            ),
            Severity::Warning | Severity::Note => write!(
                out,
                ">\n      <system-out>{}: {text}</system-out>\n",
                finding.severity.word()
            ),
        };
        out.push_str("    </testcase>\n");
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_fail_and_everything_is_escaped() {
        let expected = "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<testsuites name=\"ekscompile\" tests=\"3\" failures=\"2\" errors=\"0\">
  <testsuite name=\"ekscompile\" tests=\"3\" failures=\"2\" errors=\"0\">
    <testcase classname=\"base/ä b,c:1%.yaml\" name=\"EK0101 50% of `&lt;a &amp; &quot;b&quot;&gt;` is &apos;c&apos;, not ::d&#13;&#10;e\u{fffd}\" file=\"base/ä b,c:1%.yaml\" line=\"2\">
      <failure type=\"EK0101\" message=\"50% of `&lt;a &amp; &quot;b&quot;&gt;` is &apos;c&apos;, not ::d&#13;&#10;e\u{fffd}\">base/ä b,c:1%.yaml:2:4&#10;50% of `&lt;a &amp; &quot;b&quot;&gt;` is &apos;c&apos;, not ::d&#13;&#10;e\u{fffd}&#10;note: a note&#10;help: x: &quot;]]&gt;&quot;&#10;y: 1</failure>
    </testcase>
    <testcase classname=\"base/x.yaml\" name=\"EK0101 it cannot be read\" file=\"base/x.yaml\">
      <failure type=\"EK0101\" message=\"it cannot be read\">base/x.yaml&#10;it cannot be read</failure>
    </testcase>
    <testcase classname=\"ekscompile\" name=\"EK0101 nowhere\" file=\"ekscompile\">
      <system-out>warning: ekscompile&#10;nowhere</system-out>
    </testcase>
  </testsuite>
</testsuites>
";
        assert_eq!(junit(&super::super::tricky()), expected);
    }

    #[test]
    fn no_findings_are_a_passed_test() {
        assert!(junit(&[]).contains("tests=\"1\" failures=\"0\""));
    }
}
