//! The way through all stages.

use crate::diagnostics::Errors;
use crate::{emit, evaluate, parse};
use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// From declarations to items; after an error, the same items as far as they are known, and the errors.
pub fn compile(input: TokenStream) -> TokenStream {
    // A panic is a bug of ours, and would hide every other message of the build.
    catch_unwind(AssertUnwindSafe(|| items(input, &root()))).unwrap_or_else(|_| {
        let why =
            "netkiln failed to compile this network, which is a fault of netkiln itself; please report the declaration";
        syn::Error::new(Span::call_site(), why).to_compile_error()
    })
}

/// [`compile`] for the attribute form, which takes no arguments: everything is said in attributes of its own.
pub fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    let items = compile(item);
    if args.is_empty() {
        return items;
    }
    let why = "this attribute takes no arguments; write the loss as `#[loss(mse)]` below it";
    let error = syn::Error::new_spanned(args, why).to_compile_error();
    quote!(#error #items)
}

/// The items of every declaration.
pub fn items(input: TokenStream, root: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let mut items = TokenStream::new();
    for network in parse::networks(input, &mut errors) {
        let evaluated = evaluate::network(&network, &mut errors);
        if !evaluated.sound && errors.is_empty() {
            errors.at(
                network.name.span(),
                "netkiln refuses this network without a reason; please report the declaration",
            );
        }
        items.extend(match evaluated.sound {
            true => emit::network(&evaluated.graph, root, &mut errors),
            false => emit::stub(evaluated.graph, root),
        });
    }
    items.extend(errors.to_tokens());
    items
}

/// The path to the facade, under whatever name the user's crate knows it.
fn root() -> TokenStream {
    match crate_name("netkiln") {
        Ok(FoundCrate::Name(name)) => {
            let name = Ident::new(&name, Span::call_site());
            quote!(::#name)
        }
        // Inside the package itself: its examples, tests and benches link it by its own name.
        Ok(FoundCrate::Itself) | Err(_) => quote!(::netkiln),
    }
}
