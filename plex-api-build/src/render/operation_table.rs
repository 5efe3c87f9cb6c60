//! The generated table of operations: `OperationId`, and what is known of each.

use quote::{format_ident, quote};

use crate::operation::{Facts, ResponseKind};
use crate::render::file_header;
use crate::rust_names::pascal;

/// The text of `operations.rs`.
pub(crate) fn text(operations: &[Facts<'_>]) -> String {
    let variants = operations.iter().map(|one| {
        let (variant, doc) = (variant(one), format!(" `{}`", one.request));
        quote!(#[doc = #doc] #variant)
    });
    let all = operations.iter().map(variant);
    let names = operations.iter().map(|one| {
        let (variant, id) = (variant(one), one.id);
        quote!(Self::#variant => #id)
    });
    let rows = operations.iter().map(row);
    let file: syn::File = syn::parse_quote! {
        use std::fmt;

        /// An operation of the OpenAPI document.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum OperationId { #(#variants,)* }

        impl OperationId {
            /// Every operation, in the order of the document.
            pub const ALL: &'static [Self] = &[#(Self::#all,)*];

            /// The `operationId` of the document, such as `getServerActivities`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { #(#names,)* }
            }

            /// The operation of a method of the generated client.
            pub(crate) fn from_method(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|id| id.operation().method == name)
            }

            /// What the document says of it.
            pub(crate) const fn operation(self) -> &'static Operation {
                match self { #(#rows,)* }
            }
        }

        impl fmt::Display for OperationId {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        /// How a successful response looks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(dead_code)]
        pub(crate) enum ResponseKind {
            /// JSON, which a server may send as XML all the same.
            Json,
            /// A body of another kind.
            Bytes,
            /// A body that nobody reads, or none.
            Empty,
            /// An endless event stream.
            EventStream,
            /// An upgraded connection.
            Upgrade,
        }

        /// What the document says of one operation.
        #[derive(Debug, PartialEq, Eq)]
        pub(crate) struct Operation {
            /// Which operation this is.
            pub(crate) id: OperationId,
            /// Its method on the generated client.
            pub(crate) method: &'static str,
            /// What it does, to follow "cannot".
            pub(crate) action: &'static str,
            /// How a successful response looks.
            pub(crate) response: ResponseKind,
            /// The documented success statuses; empty if every one is.
            pub(crate) statuses: &'static [u16],
            /// Whether status 404 is documented: the thing that was asked for is not there.
            pub(crate) not_found: bool,
            /// Whether it may be sent again when it is not known to have worked.
            pub(crate) retry: bool,
            /// The property of the JSON around everything else.
            pub(crate) envelope: Option<&'static str>,
            /// The property of the envelope that holds the list.
            pub(crate) list: Option<&'static str>,
            /// The types of the activity that may follow, with `*` for any text.
            pub(crate) activity: &'static [&'static str],
        }
    };
    let mut file = file;
    super::doc_comments::lay_out(&mut file);
    format!(
        "{}\n{}",
        file_header::of_operations(),
        prettyplease::unparse(&file)
    )
}

fn variant(operation: &Facts<'_>) -> syn::Ident {
    format_ident!("{}", pascal(operation.id))
}

fn row(operation: &Facts<'_>) -> proc_macro2::TokenStream {
    let id = variant(operation);
    let Facts {
        method,
        action,
        statuses,
        not_found,
        retry,
        activity,
        ..
    } = operation;
    let response = format_ident!(
        "{}",
        match operation.response {
            ResponseKind::Json => "Json",
            ResponseKind::Bytes => "Bytes",
            ResponseKind::Empty => "Empty",
            ResponseKind::EventStream => "EventStream",
            ResponseKind::Upgrade => "Upgrade",
        }
    );
    let statuses = statuses
        .iter()
        .map(|status| proc_macro2::Literal::u16_unsuffixed(*status));
    let [envelope, list] = [operation.envelope, operation.list].map(|text| match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    });
    quote! {
        Self::#id => &Operation {
            id: Self::#id,
            method: #method,
            action: #action,
            response: ResponseKind::#response,
            statuses: &[#(#statuses),*],
            not_found: #not_found,
            retry: #retry,
            envelope: #envelope,
            list: #list,
            activity: &[#(#activity),*],
        }
    }
}
