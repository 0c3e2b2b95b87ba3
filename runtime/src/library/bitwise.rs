//! `Bitwise`: the bits of integers, in two's complement of any length.

use crate::context::Context;
use crate::error::R;
use crate::integer::{self, BitOperation};
use crate::term::Value;
use philtre_library::library;

/// Functions and operators for the bits of integers.
#[library("Bitwise")]
pub mod functions {
    use super::*;

    /// The bits that both integers have.
    ///
    /// ```elixir
    /// iex> Bitwise.band(0b1100, 0b1010)
    /// 8
    /// ```
    #[row(cost = inside, guard)]
    pub fn band<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        integer::bits(cx, BitOperation::And, left, right)
    }

    /// The bits that both integers have, as an operator.
    ///
    /// ```elixir
    /// iex> import Bitwise
    /// iex> 0b1100 &&& 0b1010
    /// 8
    /// ```
    #[row(cost = inside, name = "&&&", guard)]
    pub fn and_operator<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        integer::bits(cx, BitOperation::And, left, right)
    }

    /// All bits turned over.
    ///
    /// ```elixir
    /// iex> Bitwise.bnot(5)
    /// -6
    /// ```
    #[row(cost = inside, guard)]
    pub fn bnot<'a>(cx: &mut Context<'a>, integer: Value<'a>) -> R<'a> {
        integer::bit_not(cx, integer)
    }

    /// The bits that one of the integers has.
    ///
    /// ```elixir
    /// iex> Bitwise.bor(0b1100, 0b1010)
    /// 14
    /// ```
    #[row(cost = inside, guard)]
    pub fn bor<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        integer::bits(cx, BitOperation::Or, left, right)
    }

    /// The bits that one of the integers has, as an operator.
    ///
    /// ```elixir
    /// iex> import Bitwise
    /// iex> 0b1100 ||| 0b1010
    /// 14
    /// ```
    #[row(cost = inside, name = "|||", guard)]
    pub fn or_operator<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        integer::bits(cx, BitOperation::Or, left, right)
    }

    /// The bits moved to the left; to the right by a negative count.
    ///
    /// Raises `SystemLimitError` beyond four million bits.
    ///
    /// ```elixir
    /// iex> Bitwise.bsl(1, 10)
    /// 1024
    /// iex> Bitwise.bsl(1024, -10)
    /// 1
    /// ```
    #[row(cost = inside, guard)]
    pub fn bsl<'a>(cx: &mut Context<'a>, integer: Value<'a>, count: Value<'a>) -> R<'a> {
        integer::shift_left(cx, integer, count)
    }

    /// The bits moved to the left, as an operator.
    ///
    /// ```elixir
    /// iex> import Bitwise
    /// iex> 3 <<< 2
    /// 12
    /// ```
    #[row(cost = inside, name = "<<<", guard)]
    pub fn left_operator<'a>(cx: &mut Context<'a>, integer: Value<'a>, count: Value<'a>) -> R<'a> {
        integer::shift_left(cx, integer, count)
    }

    /// The bits moved to the right, the sign kept; to the left by a negative count.
    ///
    /// ```elixir
    /// iex> Bitwise.bsr(1024, 10)
    /// 1
    /// iex> Bitwise.bsr(-1, 10)
    /// -1
    /// ```
    #[row(cost = inside, guard)]
    pub fn bsr<'a>(cx: &mut Context<'a>, integer: Value<'a>, count: Value<'a>) -> R<'a> {
        integer::shift_right(cx, integer, count)
    }

    /// The bits moved to the right, as an operator.
    ///
    /// ```elixir
    /// iex> import Bitwise
    /// iex> 12 >>> 2
    /// 3
    /// ```
    #[row(cost = inside, name = ">>>", guard)]
    pub fn right_operator<'a>(cx: &mut Context<'a>, integer: Value<'a>, count: Value<'a>) -> R<'a> {
        integer::shift_right(cx, integer, count)
    }

    /// The bits that one of the integers has, but not both.
    ///
    /// ```elixir
    /// iex> Bitwise.bxor(0b1100, 0b1010)
    /// 6
    /// ```
    #[row(cost = inside, guard)]
    pub fn bxor<'a>(cx: &mut Context<'a>, left: Value<'a>, right: Value<'a>) -> R<'a> {
        integer::bits(cx, BitOperation::Xor, left, right)
    }
}
