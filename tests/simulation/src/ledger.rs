//! What a world's work takes of AWS: kept by function and by partition of the table, where a world is asked for it.

use std::collections::BTreeMap;

use homework_store::Used;

/// All that was taken.
#[derive(Debug, Default, Clone)]
pub(crate) struct Ledger {
    pub(crate) functions: BTreeMap<&'static str, Taken>,
    /// By index and partition key.
    pub(crate) partitions: BTreeMap<(Option<&'static str>, String), Heat>,
    /// Requests to SQS.
    pub(crate) queue_requests: u64,
    /// Objects that were put into the bucket.
    pub(crate) objects: u64,
    /// Requests to the model, and the tokens of what it was given and of what it answered.
    pub(crate) model_requests: u64,
    pub(crate) prompt_tokens: u64,
    pub(crate) completion_tokens: u64,
}

/// What a function took.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Taken {
    pub(crate) runs: u64,
    pub(crate) seconds: f64,
    /// Requests to the table.
    pub(crate) requests: u64,
    /// In DynamoDB's units.
    pub(crate) reads: f64,
    pub(crate) table_writes: f64,
    pub(crate) index_writes: f64,
}

/// How much one partition had to do.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Heat {
    second: u64,
    reads: f64,
    writes: f64,
    /// The most of any second, in units.
    pub(crate) most_reads: f64,
    pub(crate) most_writes: f64,
    pub(crate) all_writes: f64,
}

impl Heat {
    fn add(&mut self, second: u64, used: &Used<'_>) {
        if second != self.second {
            (self.second, self.reads, self.writes) = (second, 0.0, 0.0);
        }
        self.reads += used.read;
        self.writes += used.write;
        self.all_writes += used.write;
        self.most_reads = self.most_reads.max(self.reads);
        self.most_writes = self.most_writes.max(self.writes);
    }
}

impl Ledger {
    /// `second` counts from the world's beginning.
    pub(crate) fn used(&mut self, function: &'static str, second: u64, used: &Used<'_>) {
        let taken = self.functions.entry(function).or_default();
        taken.reads += used.read;
        *(if used.index.is_some() { &mut taken.index_writes } else { &mut taken.table_writes }) += used.write;
        let place = (used.index, used.partition.to_owned());
        self.partitions.entry(place).or_default().add(second, used);
    }

    pub(crate) fn asked_the_table(&mut self, function: &'static str) {
        self.functions.entry(function).or_default().requests += 1;
    }

    pub(crate) fn ran(&mut self, function: &'static str, seconds: f64) {
        let taken = self.functions.entry(function).or_default();
        taken.runs += 1;
        taken.seconds += seconds;
    }

    pub(crate) fn asked_the_model(&mut self, prompt_tokens: u32, completion_tokens: u32) {
        self.model_requests += 1;
        self.prompt_tokens += u64::from(prompt_tokens);
        self.completion_tokens += u64::from(completion_tokens);
    }

    /// Less so many times what another ledger has: what would have been taken anyway.
    pub(crate) fn without(&self, other: &Self, times: f64) -> Self {
        let mut rest = self.clone();
        for (function, taken) in &other.functions {
            let own = rest.functions.entry(function).or_default();
            let less = |own: f64, taken: f64| (own - taken * times).max(0.0);
            own.runs = less(own.runs as f64, taken.runs as f64) as u64;
            own.requests = less(own.requests as f64, taken.requests as f64) as u64;
            own.seconds = less(own.seconds, taken.seconds);
            own.reads = less(own.reads, taken.reads);
        }
        rest
    }

    pub(crate) fn total(&self) -> Taken {
        self.functions.values().fold(Taken::default(), |mut sum, taken| {
            sum.runs += taken.runs;
            sum.seconds += taken.seconds;
            sum.requests += taken.requests;
            sum.reads += taken.reads;
            sum.table_writes += taken.table_writes;
            sum.index_writes += taken.index_writes;
            sum
        })
    }
}
