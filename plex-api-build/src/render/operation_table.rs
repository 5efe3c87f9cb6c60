//! The generated table of operations: an enum such as `OperationId`, and the facts of each.

use quote::{format_ident, quote};

use crate::document_spec::DocumentSpec;
use crate::operation::{End, Facts, ResponseKind, Task};
use crate::render::file_header;
use crate::rust_names::pascal;

/// The text of `operations.rs`.
pub(crate) fn text(spec: &DocumentSpec, operations: &[Facts<'_>]) -> String {
    let name = format_ident!("{}", spec.operation_id);
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

        use crate::operation::{Operation, ResponseKind};

        /// An operation of the OpenAPI document.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* }

        impl #name {
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

            /// Returns the document's facts about it.
            pub(crate) const fn operation(self) -> &'static Operation {
                match self { #(#rows,)* }
            }
        }

        impl fmt::Display for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
    let mut file = file;
    super::doc_comments::lay_out(&mut file);
    format!(
        "{}\n{}",
        file_header::of_operations(spec),
        prettyplease::unparse(&file)
    )
}

fn variant(operation: &Facts<'_>) -> syn::Ident {
    format_ident!("{}", pascal(operation.id))
}

fn row(operation: &Facts<'_>) -> proc_macro2::TokenStream {
    let id = variant(operation);
    let Facts {
        id: name,
        method,
        action,
        statuses,
        not_found,
        retry,
        token,
        private,
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
    let end = match operation.end {
        Some(end) => {
            let end = end_variant(end);
            quote!(Some(#end))
        }
        None => quote!(None),
    };
    let tasks = operation.tasks.iter().map(|task| {
        let Task {
            name,
            activity,
            end,
        } = task;
        // The lint holds that each task has one.
        let end = end_variant(end.unwrap_or(End::Unobservable));
        quote!(crate::operation::Task { name: #name, activity: &[#(#activity),*], end: #end })
    });
    quote! {
        Self::#id => &Operation {
            id: #name,
            method: #method,
            action: #action,
            response: ResponseKind::#response,
            statuses: &[#(#statuses),*],
            not_found: #not_found,
            retry: #retry,
            token: #token,
            private: #private,
            envelope: #envelope,
            list: #list,
            activity: &[#(#activity),*],
            end: #end,
            tasks: &[#(#tasks),*],
        }
    }
}

fn end_variant(end: End) -> proc_macro2::TokenStream {
    let variant = format_ident!("{end:?}");
    quote!(crate::operation::End::#variant)
}
