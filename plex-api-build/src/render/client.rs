//! Removes from the generated `Client` the methods that must not be called.

use syn::{ImplItem, Item, ItemImpl, Type};

use crate::diagnostic::Diagnostic;
use crate::render::unexpected;

/// Removes `Client::new`: the HTTP client it makes has a total timeout of 15 s, which ends every
/// event stream, follows redirects to other servers with the token, and panics without TLS.
/// `Client::new_with_client` stays.
pub(crate) fn without_own_http_client(file: &mut syn::File) -> Result<(), Diagnostic> {
    let mut constructors = file.items.iter_mut().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() && is_client(item) => Some(item),
        _ => None,
    });
    let holder = constructors
        .find(|item| has(item, "new") && has(item, "new_with_client"))
        .ok_or_else(|| unexpected("`impl Client` with `new` and `new_with_client`"))?;
    holder.items.retain(|item| !is_function(item, "new"));
    Ok(())
}

fn is_client(item: &ItemImpl) -> bool {
    matches!(&*item.self_ty, Type::Path(path) if path.path.is_ident("Client"))
}

fn has(item: &ItemImpl, name: &str) -> bool {
    item.items.iter().any(|item| is_function(item, name))
}

fn is_function(item: &ImplItem, name: &str) -> bool {
    matches!(item, ImplItem::Fn(function) if function.sig.ident == name)
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn only_the_constructor_with_its_own_http_client_goes() {
        let mut file: syn::File = parse_quote! {
            impl Client {
                pub fn new() -> Self { todo() }
                pub fn new_with_client() -> Self { todo() }
            }
            impl Client { pub fn list(&self) {} }
        };
        without_own_http_client(&mut file).unwrap();
        let expected: syn::File = parse_quote! {
            impl Client { pub fn new_with_client() -> Self { todo() } }
            impl Client { pub fn list(&self) {} }
        };
        assert_eq!(
            prettyplease::unparse(&file),
            prettyplease::unparse(&expected)
        );
    }

    #[test]
    fn output_without_the_constructors_is_a_diagnostic() {
        let mut file: syn::File = parse_quote!(
            impl Client {}
        );
        assert!(
            without_own_http_client(&mut file)
                .unwrap_err()
                .what
                .contains("`new`")
        );
    }
}
