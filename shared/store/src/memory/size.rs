//! How large DynamoDB reckons an item.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>

use aws_sdk_dynamodb::types::AttributeValue;

use crate::operation::Item;

/// In bytes: names and values.
pub(crate) fn size_of(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + size_of_value(value)).sum()
}

fn size_of_value(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(number) => number.len().div_ceil(2) + 1,
        AttributeValue::L(list) => 3 + list.iter().map(|value| size_of_value(value) + 1).sum::<usize>(),
        AttributeValue::M(map) => {
            3 + map.iter().map(|(name, value)| name.len() + size_of_value(value) + 1).sum::<usize>()
        }
        _ => 1,
    }
}
