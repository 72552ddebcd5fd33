use super::*;

fn phone(text: &str) -> PhoneNumber {
    text.parse().unwrap()
}

fn refusal(text: &str, country: Option<&str>) -> String {
    let country = country.map(|code| code.parse().unwrap());
    let read = PhoneNumber::parse(text, country);
    read.map(|number| panic!("{text} is taken as {number}")).unwrap_err().to_string()
}

#[test]
fn spelling_does_not_matter_but_validity_does() {
    for text in [
        " +1 (415) 555-0101 ",
        "\u{feff}+1\u{202a}415\u{2011}555\u{2013}0101\u{200e}",
        "+1\u{202f}415\u{a0}555/0101",
        "＋１ ４１５ ５５５ ０１０１",
        "tel:+1-415-555-0101",
        "p:+14155550101",
        "Mobile: +1 415.555.0101",
        "'+14155550101'",
        "+14155550101.0",
        "14155550101.0",
        "0014155550101",
        "01114155550101",
        "14155550101",
        "+1 415 555 0101 x123",
        "+1 415 555 0101 ext. 7",
        "+14155550101 ::: +14155550102",
        "+1415555; +14155550101",
    ] {
        assert_eq!(phone(text).as_str(), "+14155550101", "{text}");
    }
    for bad in ["4155550101", "+1415555", "+999123456789", "hello", "", "+", "+1415555010a", "+1 800 FLOWERS"]
    {
        assert!(bad.parse::<PhoneNumber>().is_err(), "{bad}");
    }
}

#[test]
fn a_national_number_is_read_in_its_country() {
    for (country, text, expected) in [
        ("US", "(346) 571-7931", "+13465717931"),
        ("US", "1 346 571 7931", "+13465717931"),
        ("AU", "0400000000", "+61400000000"),
        ("GB", "020 7946 0301", "+442079460301"),
        ("GB", "442079460301", "+442079460301"),
        ("US", "442079460301", "+442079460301"),
        ("US", "0044 20 7946 0301", "+442079460301"),
        ("US", "011 44 20 7946 0301", "+442079460301"),
        ("GB", "+44 (0)20 7946 0301", "+442079460301"),
        ("DE", "030 23125101", "+493023125101"),
        ("ES", "612 34 56 01", "+34612345601"),
        ("IT", "06 6982 1234", "+390669821234"),
        ("AR", "011 15 2345-6789", "+5491123456789"),
        ("BR", "(11) 96123-4567", "+5511961234567"),
        ("MX", "044 55 1234 5678", "+525512345678"),
        ("FR", "06 12 34 56 78", "+33612345678"),
    ] {
        let read = PhoneNumber::parse(text, Some(country.parse().unwrap())).unwrap();
        assert_eq!(read.as_str(), expected, "{country} {text}");
    }
    assert_eq!(phone("+52 1 55 1234 5678").as_str(), "+525512345678");
}

#[test]
fn what_may_be_two_numbers_is_refused_and_the_reason_said() {
    // A mobile of São Paulo's Campinas, or of Peru.
    assert!(refusal("51961234567", None).contains("has no calling code"));
    assert!(refusal("07911 123456", None).contains("has no calling code"));
    assert!(refusal("4.42079E+11", None).contains("spreadsheet"));
    assert!(refusal("+999123456789", None).contains("no country's calling code"));
    assert!(refusal("+34612", None).contains("too short"));
    assert!(refusal("+346123456789", None).contains("too long"));
    assert!(refusal("+34112345678", None).contains("no number that exists"));
    assert!(refusal("+34612345678+34612345679", None).contains("plus sign"));
    assert!(refusal("ask Ana", Some("ES")).contains("other characters"));
}

#[test]
fn only_personal_lines_are_taken() {
    for (number, name) in [
        ("+19002345601", "premium-rate"),
        ("+449098790001", "premium-rate"),
        ("+18002345601", "toll-free"),
        ("+491801234567", "shared-cost"),
        ("+447640123456", "pager"),
        ("+441215551234", ""),
        ("+881612345601", "satellite"),
        ("+870773111632", "satellite"),
        ("+979123456789", "satellite"),
        ("+80012345678", "satellite"),
    ] {
        match number.parse::<PhoneNumber>() {
            Ok(_) => assert_eq!(name, "", "{number}"),
            Err(error) => assert!(!name.is_empty() && error.to_string().contains(name), "{number}: {error}"),
        }
    }
}

#[test]
fn a_number_tells_language_and_zone() {
    for (number, code, language, zone) in [
        ("+14155550101", "+1", "en", "America/Los_Angeles"),
        ("+12125550101", "+1", "en", "America/New_York"),
        ("+15145550101", "+1", "fr", "America/Toronto"),
        ("+442079460101", "+44", "en", "Europe/London"),
        ("+33199001201", "+33", "fr", "Europe/Paris"),
        ("+34912345601", "+34", "es", "Europe/Madrid"),
        ("+493023125101", "+49", "de", "Europe/Berlin"),
        ("+351212345601", "+351", "pt", "Europe/Lisbon"),
        ("+551123456701", "+55", "pt", "America/Sao_Paulo"),
        ("+19072345701", "+1", "en", "America/Anchorage"),
        ("+16054005601", "+1", "en", "America/Chicago"),
        ("+19862005601", "+1", "en", "America/Boise"),
        ("+212650123456", "+212", "fr", "Africa/Casablanca"),
        ("+213551234567", "+213", "fr", "Africa/Algiers"),
        ("+218912345678", "+218", "en", "Africa/Tripoli"),
        ("+211977123456", "+211", "en", "Africa/Juba"),
        ("+50581234567", "+505", "es", "America/Managua"),
        ("+594694201234", "+594", "fr", "America/Cayenne"),
    ] {
        let phone = phone(number);
        assert_eq!(phone.country_code(), code, "{number}");
        assert_eq!(phone.locale().language.code(), language, "{number}");
        assert_eq!(phone.time_zones()[0], zone, "{number}: {:?}", phone.time_zones());
    }
}

#[test]
fn a_mobile_may_be_anywhere_in_its_country_and_a_landline_is_where_its_area_is() {
    for (number, zone, count) in [
        ("+61417953001", "Australia/Perth", 7),
        ("+79161234501", "Asia/Kamchatka", 11),
        ("+34612345601", "Atlantic/Canary", 2),
        ("+593991234501", "Pacific/Galapagos", 2),
        ("+61862345678", "Australia/Perth", 2),
        ("+74951234567", "Europe/Moscow", 1),
        ("+34912345601", "Europe/Madrid", 1),
        ("+34922345601", "Atlantic/Canary", 1),
        ("+56612345678", "America/Punta_Arenas", 1),
    ] {
        let zones = phone(number).time_zones();
        assert!(zones.contains(&zone) && zones.len() == count, "{number}: {zones:?}");
    }
}

#[test]
fn two_ways_to_write_a_number_are_one_person() {
    let [with, without] = ["+5491123456789", "+541123456789"].map(phone);
    assert_eq!(with.identity(), without.identity());
    assert_eq!(with.as_str(), "+5491123456789", "what is dialled stays");
    for number in [&with, &without] {
        assert!(number.spellings().contains(&with) && number.spellings().contains(&without));
    }
    let spanish = phone("+34612345601");
    assert_eq!((spanish.identity(), spanish.spellings()), (spanish.clone(), vec![spanish.clone()]));
}

#[test]
fn a_stored_number_is_read_as_it_is() {
    let stored: PhoneNumber = serde_json::from_str("\"+19002345601\"").unwrap();
    assert_eq!(stored.as_str(), "+19002345601");
    assert_eq!(stored.kind(), Some(NumberType::PremiumRate));
    let gone: PhoneNumber = serde_json::from_str("\"+5215512345678\"").unwrap();
    assert_eq!((gone.kind(), gone.time_zones()[0]), (None, "America/Mexico_City"));
}
