use jiff::Timestamp;

use super::*;
use crate::lead_file::RowProblem;

fn layout(file: &[u8]) -> Layout {
    Layout::of(file, true, &Mapping::default()).unwrap()
}

fn refusal(file: &[u8]) -> String {
    Layout::of(file, true, &Mapping::default()).unwrap_err().to_string()
}

/// What a list needs besides its header: a row that says something in each column.
fn sample_cell(header: &str) -> String {
    match header::recognise(header) {
        Named::Known(Kind::Phone, _) => "+14155550101".into(),
        Named::Known(Kind::Email, _) => "ana@example.com".into(),
        Named::Known(Kind::FirstName, _) => "Ana".into(),
        Named::Known(Kind::LastName, _) => "Lopez".into(),
        Named::Known(Kind::Name | Kind::FullName, _) => "Ana Lopez".into(),
        Named::Known(Kind::Country, _) => "US".into(),
        Named::Known(Kind::ByContent, _) => "+14155550101".into(),
        Named::Known(Kind::DoNotCall, _) => String::new(),
        _ => "x".into(),
    }
}

fn headers() -> impl Iterator<Item = &'static str> {
    include_str!("headers.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// Header rows as tools export them: a lead comes out with name, number and, where a column has one,
/// e-mail; or the import asks. Each line of the file says which: `lead`, `lead without e-mail` or `asks`.
#[test]
fn header_rows_of_real_exports_are_read() {
    let mut tried = 0;
    for line in headers() {
        let (expected, header) = line.split_once(" | ").unwrap();
        let header = header.replace("\\t", "\t");
        let delimiter = [b'\t', b';', b','].into_iter().find(|d| header.as_bytes().contains(d)).unwrap();
        let names = RowReader::new(Encoding::Utf8, delimiter, Place::default());
        let names = cells(names, &header);
        let row: Vec<String> = names.iter().map(|name| sample_cell(name)).collect();
        let file = format!("{header}\n{}\n", row.join(&char::from(delimiter).to_string()));
        let layout = layout(file.as_bytes());
        assert_eq!(layout.delimiter, delimiter, "{header}");
        assert_eq!(layout.described().len(), names.len(), "{header}");
        tried += 1;
        if expected.starts_with("asks") {
            assert!(layout.complete().is_err(), "{header}: {:?}", layout.columns);
            continue;
        }
        layout.complete().unwrap_or_else(|error| panic!("{header}: {error}"));
        let read = layout.columns.read(&layout.first_rows[0], None, Timestamp::UNIX_EPOCH);
        let lead = read.lead.unwrap_or_else(|problem| panic!("{header}: {problem:?}"));
        assert!(lead.name.starts_with("Ana"), "{header}: {}", lead.name);
        assert_eq!(lead.phone.as_str(), "+14155550101", "{header}");
        let email = lead.email.as_ref().map(|email| email.as_str());
        assert_eq!(email, (expected == "lead").then_some("ana@example.com"), "{header}");
    }
    assert!(tried >= 60, "{tried}");
}

fn cells(mut reader: RowReader, line: &str) -> Vec<String> {
    reader.feed(line.as_bytes());
    reader.finish();
    match reader.advance().unwrap() {
        Step::Row(row) => row.cells,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_column_is_read_set_aside_or_named_as_unknown() {
    let layout = layout(b"Name,Phone,Shoe size,Wibble,Notes\nAna,+14155550101,38,x,y\n");
    let uses: Vec<_> = layout.described().into_iter().map(|column| (column.field, column.usage)).collect();
    assert_eq!(
        uses,
        [
            (Some(Field::Name), ColumnUse::Read),
            (Some(Field::Phone), ColumnUse::Read),
            (None, ColumnUse::SetAside),
            (None, ColumnUse::Unknown),
            (None, ColumnUse::SetAside),
        ]
    );
}

#[test]
fn the_separator_is_told_by_what_comes_out() {
    for (file, delimiter) in [
        ("\"Name, full\";Phone;Notes\nAna;+14155550101;a, b, c\n", b';'),
        ("Name\tPhone\tNotes, more\nAna\t+14155550101\ta;b\n", b'\t'),
        ("Name|Phone\nAna|+14155550101\n", b'|'),
        ("Name,Phone;mobile\nAna,+14155550101\n", b','),
        ("sep=;\r\nName;Phone\r\nAna;+14155550101\r\n", b';'),
        ("\"sep=|\"\nName|Phone\nAna|+14155550101\n", b'|'),
    ] {
        let layout = layout(file.as_bytes());
        assert_eq!(layout.delimiter, delimiter, "{file}");
        assert_eq!(layout.first_rows[0].cells[1], "+14155550101", "{file}");
    }
}

#[test]
fn rows_above_the_header_are_passed_over_and_counted() {
    for (file, header_row) in [
        ("Leads of May\n\nName,Phone\nAna,+14155550101\n", 3),
        ("Kundenexport 2026-01-01;;\n\nName;Telefon;E-Mail\nAna;+14155550101;a@example.com\n", 3),
        (",,\nExported by: name\nName,Phone,Notes\nAna,+14155550101,\n", 3),
        ("sep=,\nName,Phone\nAna,+14155550101\n", 1),
    ] {
        let layout = layout(file.as_bytes());
        assert_eq!(layout.header_row, Some(header_row), "{file}");
        let row = &layout.first_rows[0];
        assert_eq!(row.number, header_row + 1, "{file}");
        assert!(layout.columns.read(row, None, Timestamp::UNIX_EPOCH).lead.is_ok(), "{file}");
        let mut rest = RowReader::new(layout.encoding, layout.delimiter, layout.start);
        rest.feed(&file.as_bytes()[layout.start.position as usize..]);
        assert_eq!(rest.advance().unwrap(), Step::Row(row.clone()), "{file}");
    }
}

#[test]
fn a_list_without_a_header_is_asked_about_and_read_as_it_is_mapped() {
    let file = b"Ana,+14155550101,ana@example.com\nBob,+14155550102,\n";
    let asked = layout(file);
    assert_eq!((asked.header_row, asked.start.position, asked.header.len()), (None, 0, 3));
    assert!(asked.complete().unwrap_err().to_string().contains("without names"));
    let mapping = Mapping::parse(r#"{"name": 1, "phone": 2, "email": 3}"#).unwrap();
    let layout = Layout::of(file, true, &mapping).unwrap();
    layout.complete().unwrap();
    assert_eq!(layout.first_rows.len(), 2);
    let lead = layout.columns.read(&layout.first_rows[0], None, Timestamp::UNIX_EPOCH).lead.unwrap();
    assert_eq!((lead.name.as_str(), lead.email.is_some()), ("Ana", true));
}

#[test]
fn a_mapping_goes_before_the_names() {
    let file = b"Owner,Name,Phone,Fax\nAna,Bob,+14155550101,+14155550102\n";
    let mapping = Mapping::parse(r#"{"name": "owner", "phone": ["Fax"]}"#).unwrap();
    let layout = Layout::of(file, true, &mapping).unwrap();
    let lead = layout.columns.read(&layout.first_rows[0], None, Timestamp::UNIX_EPOCH).lead.unwrap();
    assert_eq!((lead.name.as_str(), lead.phone.as_str()), ("Ana", "+14155550102"));
    let wrong = Mapping::parse(r#"{"name": "Surname"}"#).unwrap();
    let error = Layout::of(file, true, &wrong).unwrap_err().to_string();
    assert!(error.contains("mapping.name"), "{error}");
}

#[test]
fn every_encoding_that_spreadsheets_write_is_read() {
    let text = "Name;Phone\r\nJosé;+14155550101\r\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let marked = |mark: &[u8], text: &[u8]| [mark, text].concat();
    for file in [
        text.as_bytes().to_vec(),
        marked(b"\xef\xbb\xbf", text.as_bytes()),
        marked(b"\xff\xfe", &little),
        marked(b"\xfe\xff", &big),
        little,
        big,
        latin,
    ] {
        let layout = layout(&file);
        let lead = layout.columns.read(&layout.first_rows[0], None, Timestamp::UNIX_EPOCH).lead.unwrap();
        assert_eq!(lead.name, "José");
        let mut rest = RowReader::new(layout.encoding, layout.delimiter, layout.start);
        rest.feed(&file[layout.start.position as usize..]);
        assert_eq!(rest.advance().unwrap(), Step::Row(layout.first_rows[0].clone()));
    }
    let excel = "sep=\t\r\nName\tPhone\r\nJosé\t+14155550101\r\n";
    let excel: Vec<u8> = excel.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let layout = layout(&marked(b"\xff\xfe", &excel));
    assert_eq!((layout.delimiter, layout.header_row), (b'\t', Some(1)));
}

#[test]
fn what_is_no_text_is_named() {
    for (file, what) in [
        (&b"PK\x03\x04\x14\0[Content_Types].xml"[..], ".xlsx"),
        (b"PK\x03\x04\x14\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet", ".ods"),
        (b"PK\x03\x04\x14\0photo.jpg", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"<html><table><tr><td>Name</td></tr></table>", "HTML"),
        (b"BEGIN:VCARD\nFN:Ana\n", "vCard"),
        (b"{\"leads\": []}", "JSON"),
        (b"Name,Phone\nAna\0\x01,+1415\n", "no text"),
        (b"", "is empty"),
        (b" \n,,\n", "is empty"),
    ] {
        assert!(refusal(file).contains(what), "{what}: {}", refusal(file));
    }
    let rubbish: Vec<u8> = (0..100_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    assert!(Layout::of(&rubbish, true, &Mapping::default()).is_err());
}

#[test]
fn a_column_named_by_what_it_may_hold_is_told_by_what_it_holds() {
    let numbers = layout(b"Name,Contact\nAna,+14155550101\nBob,+14155550102\n");
    assert_eq!(numbers.columns.of(Field::Phone), [1]);
    let names = layout(b"Contact,Phone\nAna Lopez,+14155550101\n");
    assert_eq!(names.columns.of(Field::Name), [0]);
    let addresses = layout(b"Name,Phone,Contact\nAna,+14155550101,ana@example.com\n");
    assert_eq!(addresses.columns.of(Field::Email), [2]);
}

#[test]
fn a_sample_that_ends_within_a_row_is_read_to_the_row_before() {
    let cut = Layout::of(b"Name,Phone\nAna,+14155550101\nBob,+1415", false, &Mapping::default()).unwrap();
    assert_eq!(cut.first_rows.len(), 1);
}

#[test]
fn rows_that_are_blank_are_told_from_bad_ones() {
    let layout = layout(b"Name,Phone\n\n,,\n \t \nAna,12\n");
    let read: Vec<_> = layout
        .first_rows
        .iter()
        .map(|row| (row.number, layout.columns.read(row, None, Timestamp::UNIX_EPOCH).lead))
        .collect();
    assert!(read[..3].iter().all(|(_, lead)| *lead == Err(RowProblem::Blank)));
    assert!(matches!(&read[3], (5, Err(RowProblem::Fields(_)))));
}

#[test]
fn a_list_of_numbers_needs_no_names_and_no_header() {
    let read = |list: &str| {
        let layout = Layout::of(list.as_bytes(), true, &Mapping::default())?.of_numbers()?;
        let numbers = layout.first_rows.iter().map(|row| layout.columns.read_number(row, None));
        Ok::<_, Error>(numbers.map(|number| number.map(String::from).map_err(|_| ())).collect::<Vec<_>>())
    };
    let both = vec![Ok("+12125551234".to_owned()), Ok("+34912345601".to_owned())];
    for list in [
        "+12125551234\n+34 912 345 601\n",
        "phone\n+12125551234\n+34912345601",
        "recorded_at;phone\n2026-11-01;'+12125551234\n2026-11-01;+34912345601\n",
        "who\n+12125551234\n0034912345601\n",
    ] {
        assert_eq!(read(list).unwrap(), both, "{list}");
    }
    assert_eq!(read("phone\n12\n+12125551234\n").unwrap(), [Err(()), both[0].clone()]);
    assert_eq!(read("+12125551234\n12\n").unwrap(), [both[0].clone(), Err(())]);
    assert!(matches!(read("name\nAna\n"), Err(Error::Invalid(_))));
    assert!(matches!(read("\n"), Err(Error::Invalid(_))));
}
