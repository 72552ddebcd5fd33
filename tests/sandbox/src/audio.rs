//! The smallest honest sound: silence as MP3. What it would say is written in its ID3 tag, so that
//! whoever plays it down a simulated line can tell what is heard.

/// MPEG-1 layer III, 128 kbit/s, 44.1 kHz, stereo, no padding: one such frame is 417 bytes and 26 ms long.
const HEADER: [u8; 4] = [0xFF, 0xFB, 0x90, 0x00];
const FRAME_BYTES: usize = 417;
const FRAMES_PER_SECOND: u64 = 38;

/// Longest sound that is made, so that nobody can ask for a huge answer.
const MAX_SECONDS: u64 = 60;

const ID3: &[u8] = b"ID3\x04\x00\x00";
/// The frame of ID3v2.4 that holds a transcription, as UTF-8 (3) in an undetermined language.
const LYRICS: &[u8] = b"USLT";
const LYRICS_HEAD: &[u8] = b"\x03und\x00";

/// A playable MP3 that says `text`: silence as long as speaking it would take.
pub fn speech(text: &str, seconds: u64) -> Vec<u8> {
    let content = [LYRICS_HEAD, text.as_bytes()].concat();
    let frame = [LYRICS, &syncsafe(content.len()), b"\x00\x00", &content].concat();
    [ID3, &syncsafe(frame.len()), &frame, &silence(seconds)].concat()
}

/// What a sound made by [`speech`] says; `None` for any other bytes.
pub fn words(sound: &[u8]) -> Option<String> {
    let frame = sound.strip_prefix(ID3)?.get(4..)?;
    let length = frame.strip_prefix(LYRICS)?.get(..4)?;
    let length = length.iter().fold(0_usize, |sum, byte| (sum << 7) | usize::from(byte & 0x7F));
    let content = frame.get(10..10 + length)?.strip_prefix(LYRICS_HEAD)?;
    String::from_utf8(content.to_vec()).ok()
}

/// A length as ID3 writes it: four times seven bits.
fn syncsafe(length: usize) -> [u8; 4] {
    [21, 14, 7, 0].map(|shift| u8::try_from((length >> shift) & 0x7F).unwrap_or(0))
}

/// A playable MP3 of about `seconds` of silence (a frame of zeroes decodes to silence).
pub fn silence(seconds: u64) -> Vec<u8> {
    let frames = usize::try_from(seconds.clamp(1, MAX_SECONDS) * FRAMES_PER_SECOND).unwrap_or(1);
    let mut sound = vec![0; frames * FRAME_BYTES];
    for frame in sound.chunks_mut(FRAME_BYTES) {
        frame[..HEADER.len()].copy_from_slice(&HEADER);
    }
    sound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_tells_what_it_says() {
        let text = "¿Le interesaría una reunión? ".repeat(20);
        assert_eq!(words(&speech(&text, 3)).as_deref(), Some(&*text));
        assert_eq!(words(&silence(1)), None);
        assert_eq!(words(b"ID3"), None);
    }
}
