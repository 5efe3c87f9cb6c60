//! Reading and writing the names of operations; the table is generated.

use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::generated::OperationId;
use crate::names::{UnknownName, name_schema};

impl FromStr for OperationId {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let names = Self::ALL.iter().map(|id| id.as_str());
        Self::ALL
            .iter()
            .copied()
            .find(|id| id.as_str() == text)
            .ok_or_else(|| {
                UnknownName::new("an `operationId` of the OpenAPI document", names, text)
            })
    }
}

impl Serialize for OperationId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

name_schema!(OperationId);
