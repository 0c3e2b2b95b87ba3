//! Everything that a running function can reach: arena, fuel, frame, what was raised, what the host granted.

mod call;
#[allow(unsafe_code)]
mod frame;
#[allow(unsafe_code)]
mod scratch;
#[allow(unsafe_code)]
mod stack;

use crate::code::FrameCode;
use crate::error::{Exc, Place, R, Raised};
use crate::host::Host;
use crate::limits::{Limit, Limits};
use crate::memory::{Arena, Bump, Claim, ListBuilder, Outside};
use crate::regex::Regexes;
use crate::term::{Atom, Bits, Map, Value, atoms};
use frame::Frames;
use stack::FurtherStack;
use std::time::Instant;

pub use call::MAX_TAIL_ARGUMENTS;
use call::TailCall;
pub use frame::Saved;

/// How many units of fuel pass between two looks at the clock.
const DEADLINE_STEP: i64 = 1 << 13;

/// The state of one run.
///
/// It sits behind `&mut`; values stay valid as long as 'a, which is the time that the arena and the program are lent.
pub struct Context<'a> {
    /// The arena's open end.
    pub bump: Bump<'a>,
    /// Units left until the next look at the deadline, or until all is spent.
    fuel: i64,
    /// Units beyond `fuel`, given in steps when there is a deadline.
    fuel_in_reserve: i64,
    fuel_total: u64,
    deadline: Option<Instant>,
    stack_limit: usize,
    /// Bytes that a further stack may have; none while one is in use.
    stack_in_reserve: usize,
    further_stack: Option<FurtherStack>,
    frames: Frames<'a>,
    raised: Option<Raised<'a>>,
    /// The call in tail position that is to be made; its place is kept for the next one.
    tail_call: Option<Box<TailCall<'a>>>,
    /// The named functions of the program that runs.
    pub functions: &'a [FrameCode],
    place: Option<Place>,
    /// Regexes that the run compiles.
    pub regexes: &'a Regexes,
    /// What the host grants.
    pub host: &'a Host,
    outside: Outside,
    references: u32,
    output: usize,
    /// Where the random numbers are.
    random: u64,
}

/// Units of fuel for a call of a function with a frame of its own.
const CALL: i64 = 4;

/// Units of fuel for making an exception.
const RAISE: u32 = 32;

/// Native stack that is left untouched for the leaves of the evaluation.
const STACK_RESERVE: usize = 128 << 10;

impl<'a> Context<'a> {
    /// A run with fresh limits on fuel and memory, in which the arguments can be made; the deadline is set by
    /// [`Context::start`]. The arena is lent until all its values are forgotten.
    #[inline]
    pub fn new(arena: &'a mut Arena, regexes: &'a Regexes, host: &'a Host, limits: &Limits) -> Self {
        let remaining = stacker::remaining_stack().unwrap_or(256 << 10);
        let here = stack_address();
        let usable = limits.depth.min(remaining.saturating_sub(STACK_RESERVE));
        let (bump, frames) = Frames::first(arena, limits.memory);
        let fuel = limits.fuel.min(i64::MAX as u64 / 2);
        Context {
            bump,
            fuel: fuel as i64,
            fuel_in_reserve: 0,
            fuel_total: fuel,
            deadline: None,
            stack_limit: here.saturating_sub(usable),
            stack_in_reserve: limits.depth - usable,
            further_stack: None,
            frames,
            raised: None,
            tail_call: None,
            functions: &[],
            place: None,
            regexes,
            host,
            outside: Outside::default(),
            references: 0,
            output: limits.output,
            random: host.seed.unwrap_or(0),
        }
    }

    /// Sets fuel, memory and deadline to the whole of the limits, from what is in the arena by now: the message, once it
    /// is decoded, does not count.
    #[inline]
    pub fn start(&mut self, limits: &Limits) {
        self.bump.set_budget(limits.memory);
        self.fuel_total = limits.fuel.min(i64::MAX as u64 / 2);
        let fuel = self.fuel_total as i64;
        match limits.deadline {
            None => {
                self.fuel = fuel;
                self.fuel_in_reserve = 0;
                self.deadline = None;
            }
            Some(deadline) => {
                self.deadline = Instant::now().checked_add(deadline);
                self.fuel = fuel.min(DEADLINE_STEP);
                self.fuel_in_reserve = fuel - self.fuel;
            }
        }
    }

    // ----- charges -----

    /// Charges a few units, which need no look at what is left before they are taken.
    #[inline(always)]
    fn take(&mut self, units: i64) -> Result<(), Exc> {
        self.fuel -= units;
        if self.fuel < 0 { self.refuel(0) } else { Ok(()) }
    }

    /// Charges one unit: a loop step, a visited element.
    #[inline(always)]
    pub fn tick(&mut self) -> Result<(), Exc> {
        self.take(1)
    }

    /// Charges two units: a round of a loop that calls something for an element.
    #[inline(always)]
    pub fn step(&mut self) -> Result<(), Exc> {
        self.take(2)
    }

    /// Charges a call of a library function.
    #[inline(always)]
    pub fn charge_row(&mut self, units: i64) -> Result<(), Exc> {
        self.take(units)
    }

    /// Charges a call of a function with a frame of its own.
    #[inline(always)]
    pub(crate) fn charge_call(&mut self) -> Result<(), Exc> {
        self.take(CALL)
    }

    /// Charges a call of a function with a frame of its own and the units that its code is charged by its length.
    #[inline(always)]
    pub fn begin(&mut self, units: u32) -> Result<(), Exc> {
        self.take(CALL + i64::from(units))
    }

    /// Charges units without a look at what is left: the next charge looks. For work that is bounded by the source.
    #[inline(always)]
    pub fn spend(&mut self, units: u32) {
        self.fuel -= i64::from(units);
    }

    /// Charges units of work that is about to be done.
    #[inline(always)]
    pub fn charge(&mut self, units: usize) -> Result<(), Exc> {
        if units as u64 > self.fuel.max(0) as u64 {
            return self.refuel(units);
        }
        self.fuel -= units as i64;
        Ok(())
    }

    /// Charges for touching bytes: a unit for each 64.
    #[inline(always)]
    pub fn charge_bytes(&mut self, bytes: usize) -> Result<(), Exc> {
        self.charge(bytes >> 6)
    }

    /// Charges for copying or visiting elements in a tight loop: a unit for each four, which is 64 bytes.
    #[inline(always)]
    pub fn charge_elements(&mut self, elements: usize) -> Result<(), Exc> {
        self.charge(elements >> 2)
    }

    #[cold]
    #[inline(never)]
    fn refuel(&mut self, units: usize) -> Result<(), Exc> {
        if let Some(deadline) = self.deadline
            && Instant::now() >= deadline
        {
            self.fuel = 0;
            return Err(self.limit(Limit::Deadline));
        }
        let left = self.fuel.saturating_add(self.fuel_in_reserve);
        let after = left.saturating_sub(i64::try_from(units).unwrap_or(i64::MAX));
        if after < 0 {
            self.fuel = 0;
            self.fuel_in_reserve = 0;
            return Err(self.limit(Limit::Fuel));
        }
        self.fuel = after.min(DEADLINE_STEP);
        self.fuel_in_reserve = after - self.fuel;
        Ok(())
    }

    /// Units spent so far.
    #[inline]
    pub fn fuel_used(&self) -> u64 {
        // What is left is at most the total, and a little below nothing at most.
        let left = self.fuel.wrapping_add(self.fuel_in_reserve).max(0) as u64;
        self.fuel_total.wrapping_sub(left)
    }

    /// Holds bytes outside of the arena.
    ///
    /// # Errors
    /// Memory.
    pub(crate) fn claim(&mut self, bytes: usize) -> Result<Claim, Exc> {
        self.charge_bytes(bytes)?;
        self.outside.claim(bytes).ok_or_else(|| self.limit(Limit::Memory))
    }

    /// Bytes that the result may take.
    pub fn output_limit(&self) -> usize {
        self.output
    }

    /// Refuses to go deeper than the stack allows. To be called by everything that recurses over data or code.
    #[inline(always)]
    pub fn guard_stack(&mut self) -> Result<(), Exc> {
        if stack_address() < self.stack_limit {
            return Err(self.limit(Limit::Depth));
        }
        Ok(())
    }

    // ----- what was raised -----

    #[cold]
    #[inline(never)]
    pub(crate) fn set_raised(&mut self, raised: Raised<'a>) -> Exc {
        self.spend(RAISE);
        self.raised = Some(raised);
        self.place = None;
        Exc::memory()
    }

    /// Says where, unless that is known already: the innermost place counts.
    #[cold]
    #[inline(never)]
    pub fn at(&mut self, exc: Exc, place: Place) -> Exc {
        if self.place.is_none() && !matches!(self.raised, Some(Raised::TailCall)) {
            self.place = Some(place);
        }
        exc
    }

    /// What an [`Exc`] stands for, and where; it is forgotten here.
    pub fn take_raised(&mut self, exc: Exc) -> (Raised<'a>, Option<Place>) {
        let _ = exc;
        (self.raised.take().unwrap_or(Raised::Limit(Limit::Memory)), self.place.take())
    }

    /// Raises again what was taken.
    #[cold]
    pub fn raise_again(&mut self, raised: Raised<'a>, place: Option<Place>) -> Exc {
        let exc = self.set_raised(raised);
        self.place = place;
        exc
    }

    /// What an [`Exc`] stands for, left in place.
    pub fn raised(&self) -> Raised<'a> {
        self.raised.unwrap_or(Raised::Limit(Limit::Memory))
    }

    /// Whether code of the user may see it: an exception or a throw, not a limit.
    pub fn is_catchable(&self) -> bool {
        matches!(self.raised, Some(Raised::Error(_) | Raised::Throw(_)))
    }

    /// In a guard, an exception is a `false`: forgets it. A limit stays.
    ///
    /// # Errors
    /// The limit.
    #[cold]
    pub fn guard_failed(&mut self, exc: Exc) -> Result<(), Exc> {
        if !self.is_catchable() {
            return Err(exc);
        }
        self.raised = None;
        self.place = None;
        Ok(())
    }

    // ----- slots -----

    /// The variable in a slot of the current frame; `nil` beyond it.
    #[inline(always)]
    pub fn slot(&self, slot: u16) -> Value<'a> {
        self.frames.get(slot)
    }

    /// Sets the variable in a slot of the current frame.
    #[inline(always)]
    pub fn set_slot(&mut self, slot: u16, value: Value<'a>) {
        self.frames.set(slot, value)
    }

    /// Whether little is left of the current piece of stack.
    #[inline(always)]
    pub fn is_stack_low(&self) -> bool {
        stack_address() < self.stack_limit
    }

    /// Goes on with a call on a further stack, while the limit on depth allows one. The thread's own stack may be small;
    /// how deep functions recurse does not depend on it.
    ///
    /// # Errors
    /// What the call raises; the limit on depth.
    #[cold]
    #[inline(never)]
    pub fn on_further_stack(&mut self, call: impl FnOnce(&mut Self) -> R<'a>) -> R<'a> {
        let bytes = std::mem::take(&mut self.stack_in_reserve);
        let taken = match self.further_stack.take() {
            None if bytes > 0 => FurtherStack::new(bytes.saturating_add(STACK_RESERVE)),
            taken => taken,
        };
        let Some(mut stack) = taken else { return Err(self.limit(Limit::Depth)) };
        let limit = self.stack_limit;
        let result = stack.run(|| {
            self.stack_limit = stack_address().saturating_sub(bytes);
            call(self)
        });
        self.stack_limit = limit;
        self.stack_in_reserve = bytes;
        self.further_stack = Some(stack);
        result
    }

    /// Opens a frame of `slots` slots above the current one; the first hold `arguments`, then `captured`, the others `nil`.
    /// It is closed with [`Context::leave`].
    ///
    /// # Errors
    /// Memory for frames.
    #[inline(always)]
    pub fn enter(&mut self, slots: u16, arguments: &[Value<'a>], captured: &[Value<'a>]) -> Result<Saved<'a>, Exc> {
        self.frames.enter(&mut self.bump, slots, arguments, captured)
    }

    /// Closes the frame.
    #[inline(always)]
    pub fn leave(&mut self, saved: Saved<'a>) {
        self.frames.leave(saved)
    }

    // ----- making terms -----

    /// A list.
    #[inline]
    pub fn list(&mut self, elements: &[Value<'a>]) -> R<'a> {
        self.list_with_tail(elements, Value::EMPTY_LIST)
    }

    /// A list with another tail.
    #[inline]
    pub fn list_with_tail(&mut self, elements: &[Value<'a>], tail: Value<'a>) -> R<'a> {
        let n = elements.len();
        if n == 0 {
            return Ok(tail);
        }
        let block = self.bump.values_with::<Exc>(n + 1, |i| Ok(elements.get(i).copied().unwrap_or(tail)))?;
        Ok(Value::block(block))
    }

    /// `[head | tail]`
    #[inline(always)]
    pub fn cons(&mut self, head: Value<'a>, tail: Value<'a>) -> R<'a> {
        Ok(Value::block(self.bump.values(&[head, tail])?))
    }

    /// A list whose length is not known before: push with `builder.push(&mut cx.bump, value)?`.
    #[inline(always)]
    pub fn list_builder(&mut self, capacity: usize) -> Result<ListBuilder<'a>, Exc> {
        ListBuilder::new(&mut self.bump, capacity)
    }

    /// A tuple.
    #[inline(always)]
    pub fn tuple(&mut self, elements: &[Value<'a>]) -> R<'a> {
        Ok(Value::tuple(self.bump.values(elements)?))
    }

    /// `{:ok, value}`
    #[inline]
    pub fn ok(&mut self, value: Value<'a>) -> R<'a> {
        self.tuple(&[atoms::OK, value])
    }

    /// `{:error, reason}`
    #[inline]
    pub fn error(&mut self, reason: Value<'a>) -> R<'a> {
        self.tuple(&[atoms::ERROR, reason])
    }

    /// A text, copied.
    #[inline]
    pub fn string(&mut self, text: &str) -> R<'a> {
        Ok(Value::str(self.bump.text(text)?))
    }

    /// A binary, copied, marked as text where it is.
    #[inline]
    pub fn binary(&mut self, bytes: &[u8]) -> R<'a> {
        Ok(Value::bytes(self.bump.bytes(bytes)?))
    }

    /// A bitstring of the first `bits` bits.
    pub fn bitstring(&mut self, bytes: &'a [u8], bits: u64) -> R<'a> {
        Ok(Bits::value(&mut self.bump, bytes, bits)?)
    }

    /// An atom of a name that the runtime or the message brings; nothing is interned.
    pub fn atom(&mut self, name: &str) -> R<'a> {
        if let Some(known) = crate::term::known_atom(name) {
            return Ok(known);
        }
        Ok(Atom::new(self.bump.text(name)?).value())
    }

    /// A map of keys in the order of keys, and as many values; both are shared, not copied.
    #[inline(always)]
    pub fn map_from_sorted(&mut self, keys: &'a [Value<'a>], values: &'a [Value<'a>]) -> R<'a> {
        Ok(Value::map(self.bump.alloc(Map::from_sorted(keys, values))?))
    }

    /// A struct from the sorted keys of its shape (`__struct__` among them) and its values.
    #[inline(always)]
    pub fn struct_from_shape(&mut self, keys: &'static [Value<'static>], values: &[Value<'a>]) -> R<'a> {
        Ok(self.bump.map(keys, values)?.value())
    }

    /// An integer of any size.
    pub fn integer(&mut self, integer: &num_bigint::BigInt) -> R<'a> {
        Ok(crate::term::Big::value(&mut self.bump, integer)?)
    }

    /// An integer of 128 bits.
    pub fn integer_128(&mut self, integer: i128) -> R<'a> {
        match i64::try_from(integer) {
            Ok(small) => Ok(Value::int(small)),
            Err(_) => self.integer(&num_bigint::BigInt::from(integer)),
        }
    }

    /// A float, where it is finite.
    ///
    /// # Errors
    /// `ArithmeticError`
    #[inline(always)]
    pub fn finite(&mut self, f: f64) -> R<'a> {
        if f.is_finite() { Ok(Value::float(f)) } else { Err(self.arithmetic_error()) }
    }

    /// The next of the random numbers that the host's seed stands for.
    ///
    /// # Errors
    /// `RuntimeError` where the host grants none: a source that asks for them is refused before it gets here.
    pub fn random(&mut self) -> Result<u64, Exc> {
        if self.host.seed.is_none() {
            return Err(self.runtime_error("the host grants no randomness"));
        }
        // SplitMix64: a counter, well mixed.
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Ok(mixed ^ (mixed >> 31))
    }

    /// A number for a new reference.
    pub fn next_reference(&mut self) -> u32 {
        self.references = self.references.wrapping_add(1);
        self.references
    }
}

/// The address of something on the stack.
#[inline(always)]
fn stack_address() -> usize {
    let marker = 0u8;
    (&raw const marker).addr()
}
