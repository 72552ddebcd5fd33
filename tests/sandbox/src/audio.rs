//! The smallest honest sound: silence as MP3.

/// MPEG-1 layer III, 128 kbit/s, 44.1 kHz, stereo, no padding: one such frame is 417 bytes and 26 ms long.
const HEADER: [u8; 4] = [0xFF, 0xFB, 0x90, 0x00];
const FRAME_BYTES: usize = 417;
const FRAMES_PER_SECOND: u64 = 38;

/// Longest sound that is made, so that nobody can ask for a huge answer.
const MAX_SECONDS: u64 = 60;

/// A playable MP3 of about `seconds` of silence (a frame of zeroes decodes to silence).
pub fn silence(seconds: u64) -> Vec<u8> {
    let frames = usize::try_from(seconds.clamp(1, MAX_SECONDS) * FRAMES_PER_SECOND).unwrap_or(1);
    let mut sound = vec![0; frames * FRAME_BYTES];
    for frame in sound.chunks_mut(FRAME_BYTES) {
        frame[..HEADER.len()].copy_from_slice(&HEADER);
    }
    sound
}
