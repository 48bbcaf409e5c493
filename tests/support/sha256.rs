//! SHA-256, for arguments that the suite states by digest only. Steps and names as in FIPS 180-4.

/// Returns the digest of `bytes` in hexadecimal.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    let mut message = bytes.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend((bytes.len() as u64 * 8).to_be_bytes());
    let primes = first_primes(64);
    let constants: Vec<u32> = primes.iter().map(|&prime| cube_root_bits(prime)).collect();
    let mut state: Vec<u32> = primes
        .iter()
        .take(8)
        .map(|&p| square_root_bits(p))
        .collect();
    for block in message.chunks_exact(64) {
        let round = compress(&state, &constants, &schedule(block));
        for (word, addend) in state.iter_mut().zip(round) {
            *word = word.wrapping_add(addend);
        }
    }
    let words: Vec<String> = state.iter().map(|word| format!("{word:08x}")).collect();
    words.concat()
}

fn first_primes(count: usize) -> Vec<u128> {
    let is_prime = |number: &u128| (2..*number).all(|divisor| !number.is_multiple_of(divisor));
    (2..).filter(is_prime).take(count).collect()
}

/// The first 32 bits of the fraction of the square root.
fn square_root_bits(prime: u128) -> u32 {
    low_word((prime << 64).isqrt())
}

/// The first 32 bits of the fraction of the cube root.
fn cube_root_bits(prime: u128) -> u32 {
    let target = prime << 96;
    let mut root = 0_u128;
    for bit in (0..36).rev() {
        let candidate = root | (1 << bit);
        if candidate * candidate * candidate <= target {
            root = candidate;
        }
    }
    low_word(root)
}

fn low_word(number: u128) -> u32 {
    u32::try_from(number & u128::from(u32::MAX)).expect("masked to 32 bits")
}

fn schedule(block: &[u8]) -> Vec<u32> {
    let word = |four: &[u8]| {
        four.iter()
            .fold(0, |word, &byte| word << 8 | u32::from(byte))
    };
    let mut words: Vec<u32> = block.chunks_exact(4).map(word).collect();
    for at in 16..64 {
        let (early, late) = (words[at - 15], words[at - 2]);
        let sigma0 = early.rotate_right(7) ^ early.rotate_right(18) ^ early >> 3;
        let sigma1 = late.rotate_right(17) ^ late.rotate_right(19) ^ late >> 10;
        let sum = words[at - 16].wrapping_add(words[at - 7]);
        words.push(sum.wrapping_add(sigma0).wrapping_add(sigma1));
    }
    words
}

#[expect(
    clippy::many_single_char_names,
    reason = "the standard's names of the registers"
)]
fn compress(state: &[u32], constants: &[u32], words: &[u32]) -> [u32; 8] {
    let mut registers: [u32; 8] = state.try_into().expect("eight words of state");
    for (constant, word) in constants.iter().zip(words) {
        let [a, b, c, d, e, f, g, h] = registers;
        let sum1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let choice = (e & f) ^ (!e & g);
        let first = [h, sum1, choice, *constant, *word];
        let first = first.into_iter().fold(0, u32::wrapping_add);
        let sum0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        let second = sum0.wrapping_add(majority);
        registers = [
            first.wrapping_add(second),
            a,
            b,
            c,
            d.wrapping_add(first),
            e,
            f,
            g,
        ];
    }
    registers
}

#[test]
fn digests_are_those_of_the_standard() {
    let of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(sha256_hex(b""), of_nothing);
    let of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256_hex(b"abc"), of_abc);
    let of_two_blocks = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
    let two_blocks = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    assert_eq!(sha256_hex(two_blocks), of_two_blocks);
}
