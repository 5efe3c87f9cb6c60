//! A gzip file without compression (RFC 1952, with stored blocks of RFC 1951): enough for clients that
//! unpack the answers of a server.

/// The bytes as a gzip file.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    let mut blocks = bytes.chunks(usize::from(u16::MAX)).peekable();
    while let Some(block) = blocks.next() {
        let is_last = blocks.peek().is_none();
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        packed.push(u8::from(is_last));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(block);
    }
    if bytes.is_empty() {
        packed.extend([1, 0, 0, 0xff, 0xff]);
    }
    packed.extend(crc32(bytes).to_le_bytes());
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    packed.extend(size.to_le_bytes());
    packed
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let carry = crc & 1;
            crc = (crc >> 1) ^ (0xedb8_8320 * carry);
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_the_standard_comes_out() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(pack(b"").len(), 10 + 5 + 8);
    }
}
