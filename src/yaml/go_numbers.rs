//! Floats as Go prints them.

/// Returns a number as `sigs.k8s.io/yaml` prints it, which it reaches by way of JSON: where JSON has it without a
/// fraction or an exponent, it is an integer from there on. `.nan` and `.inf`, which JSON has not, stay what they are.
pub(super) fn yaml(number: f64) -> String {
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    let (digits, exponent) = shortest(number);
    if number.fract() == 0.0 && exponent < 21 {
        let whole = positional(number, &digits, exponent);
        if whole.parse::<i64>().is_ok() || whole.parse::<u64>().is_ok() {
            return whole;
        }
    }
    // From here on it is what Go calls the format `g`.
    match exponent {
        -4..6 => positional(number, &digits, exponent),
        _ => scientific(number, &digits, exponent, 2),
    }
}

/// Returns a number as `encoding/json` writes it. `.nan` and `.inf` have no JSON form and become null.
pub(super) fn json(number: f64) -> String {
    if !number.is_finite() {
        return "null".to_owned();
    }
    if number == 0.0 {
        return if number.is_sign_negative() { "-0" } else { "0" }.to_owned();
    }
    let (digits, exponent) = shortest(number);
    match exponent {
        -6..21 => positional(number, &digits, exponent),
        // Two digits of a positive exponent, but no zero before a negative one.
        21.. => scientific(number, &digits, exponent, 2),
        _ => scientific(number, &digits, exponent, 1),
    }
}

/// Returns the fewest digits that stand for a number, and the power of ten of the first one. Of two that are equally
/// near Go takes the even one, Rust the larger.
fn shortest(number: f64) -> (String, i32) {
    let number = number.abs();
    let split = |text: &str| {
        let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
        (
            digits.replace('.', ""),
            exponent.parse().unwrap_or_default(),
        )
    };
    let (digits, exponent) = split(&format!("{number:e}"));
    // Any number of fewer digits is told apart from its neighbours by them: there is no choice.
    if digits.len() < 16 {
        return (digits, exponent);
    }
    let even = format!("{number:.*e}", digits.len() - 1);
    match even.parse::<f64>() {
        Ok(same) if number == same => split(&even),
        _ => (digits, exponent),
    }
}

/// `1200`, `1.2`, `0.0012`.
fn positional(number: f64, digits: &str, exponent: i32) -> String {
    let sign = sign(number);
    let Ok(last) = usize::try_from(exponent) else {
        let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
        return format!("{sign}0.{zeros}{digits}");
    };
    match digits.split_at_checked(last + 1) {
        Some((whole, "")) => format!("{sign}{whole}"),
        Some((whole, fraction)) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{digits:0<width$}", width = last + 1),
    }
}

/// `1.2e+03`, with so many digits of the exponent at least.
fn scientific(number: f64, digits: &str, exponent: i32, width: usize) -> String {
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    let direction = if exponent < 0 { '-' } else { '+' };
    let power = exponent.unsigned_abs();
    format!(
        "{}{first}{point}{rest}e{direction}{power:0width$}",
        sign(number)
    )
}

fn sign(number: f64) -> &'static str {
    if number < 0.0 { "-" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_those_of_go() {
        for (number, in_yaml, in_json) in [
            (1.0, "1", "1"),
            (-0.0, "0", "-0"),
            (0.5, "0.5", "0.5"),
            (-1.25, "-1.25", "-1.25"),
            (0.000_012, "1.2e-05", "0.000012"),
            (1.5e-7, "1.5e-07", "1.5e-7"),
            (1e-12, "1e-12", "1e-12"),
            (123_456.5, "123456.5", "123456.5"),
            (1_234_567.5, "1.2345675e+06", "1234567.5"),
            (1e20, "1e+20", "100000000000000000000"),
            (1e21, "1e+21", "1e+21"),
            (-2.5e300, "-2.5e+300", "-2.5e+300"),
            (
                9_223_372_036_854_775_808.0,
                "9223372036854776000",
                "9223372036854776000",
            ),
            (
                277_290_078_311_541.62,
                "2.7729007831154162e+14",
                "277290078311541.62",
            ),
            (f64::INFINITY, ".inf", "null"),
        ] {
            assert_eq!(
                (yaml(number), json(number)),
                (in_yaml.to_owned(), in_json.to_owned())
            );
        }
    }
}
