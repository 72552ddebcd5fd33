use super::*;

fn read(body: &str) -> Result<Vec<Verb>, u32> {
    parse("text/xml; charset=utf-8", body).map_err(|invalid| invalid.code)
}

#[test]
fn a_question_is_read_as_it_was_written() {
    let verbs = read(
        r#"<?xml version="1.0" encoding="UTF-8"?>
        <Response>
          <Gather input="speech" action="/next?call=1&amp;turn=2" method="POST" language="es-ES" timeout="5"
                  speechModel="deepgram_nova-2" speechTimeout="2" actionOnEmptyResult="true" hints="s&#237;, no">
            <Say voice="Polly.Lucia-Neural" language="es-ES">Hola, &#191;tiene <break time="1s"/>un momento?</Say>
            <Pause length="1"/>
          </Gather>
          <Redirect method="POST">/next</Redirect>
        </Response>"#,
    )
    .unwrap();
    let gather = Gather {
        action: Some("/next?call=1&turn=2".to_owned()),
        speech: true,
        keys: false,
        action_on_empty_result: true,
        prompts: vec![Prompt::Say("Hola, ¿tiene un momento?".to_owned()), Prompt::Pause(1)],
    };
    assert_eq!(verbs, [Verb::Gather(gather), Verb::Redirect("/next".to_owned())]);
}

#[test]
fn an_empty_response_is_one() {
    assert_eq!(read("<Response/>"), Ok(vec![]));
}

#[test]
fn what_is_no_xml_is_refused() {
    for body in
        ["", "hello", "<Response>", "<Response></Reply>", "<Response>&nbsp;</Response>", "<Say>x</Say>"]
    {
        assert_eq!(read(body), Err(12100), "{body}");
    }
    assert_eq!(parse("application/json", "<Response/>").unwrap_err().code, 12300);
}

#[test]
fn bad_markup_is_refused() {
    let long = format!("<Say>{}</Say>", "a".repeat(4097));
    for inside in [
        "<Speak>hello</Speak>",
        "hello",
        "<Say></Say>",
        "<Say>  </Say>",
        &long,
        r#"<Say tone="warm">hello</Say>"#,
        r#"<Say voice="ElevenLabs.Rachel">hello</Say>"#,
        r#"<Say voice="Polly.Lucia" language="fr-FR">hello</Say>"#,
        r#"<Say voice="Google.de-DE-Neural2-A" language="en-US">hello</Say>"#,
        "<Say><Gather/></Say>",
        r#"<Gather timeout="0"/>"#,
        r#"<Gather timeout="-1"/>"#,
        r#"<Gather input="voice"/>"#,
        r#"<Gather input="speech" speechModel="phone_call"/>"#,
        r#"<Gather input="speech" speechModel="phone_call" speechTimeout="auto"/>"#,
        r#"<Gather input="speech" speechModel="whisper" speechTimeout="2"/>"#,
        r#"<Gather actionOnEmptyResult="yes"/>"#,
        r#"<Gather language="Spanish"/>"#,
        "<Gather><Redirect>/x</Redirect></Gather>",
        "<Gather><Gather/></Gather>",
        "<Redirect/>",
        "<Hangup>now</Hangup>",
        r#"<Pause length="long"/>"#,
    ] {
        assert_eq!(read(&format!("<Response>{inside}</Response>")), Err(12200), "{inside}");
    }
}

#[test]
fn voices_of_the_documented_shapes_are_taken() {
    for (voice, language) in [
        ("alice", "en-US"),
        ("Polly.Joanna", "en-US"),
        ("Polly.Vicki-Neural", "de-DE"),
        ("Polly.Camila-Generative", "pt-BR"),
        ("Google.fr-FR-Wavenet-A", "fr-FR"),
        ("Google.en-US-Chirp3-HD-Aoede", "en-US"),
    ] {
        let say = format!(r#"<Response><Say voice="{voice}" language="{language}">x</Say></Response>"#);
        assert!(read(&say).is_ok(), "{voice}");
    }
}
