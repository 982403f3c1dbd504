//! Windows over time: the steps that one sees are remembered, and the layer is run on that one window, when there is a new one.

use super::{Clock, Form, Maker, Refusal, argument};
use crate::graph::{ArgValue, Node, ValueId};
use nn_spec::layers::recent;
use nn_spec::{Arg, List, Slide, Sliding, Why};
use proc_macro2::TokenStream;
use quote::quote;

impl Maker<'_> {
    /// A window over time: the steps it sees, and the layer on that one window.
    pub(super) fn slide(&mut self, k: usize, sliding: &Sliding, input: ValueId, clock: usize) -> Result<(), Refusal> {
        let node = &self.old.nodes[k];
        let known: Option<Vec<Arg>> = node.args.iter().map(|arg| arg.known.filter(|_| arg.exact)).collect();
        let known = match known.map(|args| nn_spec::time::slide(&args, sliding).ok()) {
            Some(Some(slide)) => Some(slide),
            Some(None) => {
                return Err(Refusal { name: node.name.clone(), span: node.span, why: Why::Padded });
            }
            None => None,
        };
        let (network, layer) = (&self.network, &node.name);
        let asked = asked(node, sliding);
        let field = |name: &str, known: Option<usize>| match known {
            Some(number) => quote!(#number),
            None => {
                let name = quote::format_ident!("{name}");
                quote!(__nk::spec::Slide::of(&#asked).#name)
            }
        };
        let size = field("size", known.map(|slide| slide.size));
        let dilation = field("dilation", known.map(|slide| slide.dilation));
        let numbers =
            [field("first", known.map(|slide| slide.first)), field("stride", known.map(|slide| slide.stride))];
        if known.is_none() {
            self.stream.checks.extend(quote!(__nk::spec::time::refuse_to_slide(&#asked, #network, #layer);));
        }
        // One window: nothing is missing around it, and nothing lies between its places.
        let mut args = node.args.clone();
        let one = || argument(Arg::List(List::new(&[1])), quote!(List(__nk::spec::List::new(&[1]))));
        args[sliding.arguments.padding] = argument(Arg::Word(0), quote!(Word(0)));
        args[sliding.arguments.strides] = one();
        if let Some(dilation) = sliding.arguments.dilation {
            args[dilation] = one();
        }
        let mut seen = input;
        if known.is_none_or(|slide| slide.size > 1) {
            let count = |known: Option<usize>, tokens: TokenStream| ArgValue {
                known: known.map(Arg::Size),
                exact: known.is_some(),
                tokens: quote!(__nk::spec::Arg::Size(#tokens)),
                extent: None,
            };
            let window = Node {
                def: &recent::DEF,
                name: format!("{} window", node.name),
                span: node.span,
                args: vec![
                    count(known.map(|slide| slide.size), size),
                    count(known.map(|slide| slide.dilation), dilation),
                ],
                inputs: vec![input],
                input_spans: Vec::new(),
                output: ValueId(0),
                group: None,
                facts: None,
            };
            seen = self.push(window, clock, None)?;
            if let Some(remembers) = self.stream.remembers.last_mut() {
                *remembers = true;
            }
        }
        let clock = match known {
            Some(Slide { first: 1, stride: 1, .. }) => clock,
            _ => self.new_clock(Clock { parent: clock, numbers, known }),
        };
        self.add(k, args, vec![seen], clock, Form::Sequence)
    }

    /// Windows that move alike tick together.
    fn new_clock(&mut self, clock: Clock) -> usize {
        let rhythm = |known: Option<Slide>| known.map(|slide| (slide.first, slide.stride));
        let same = |other: &Clock| other.parent == clock.parent && rhythm(other.known) == rhythm(clock.known);
        match self.stream.clocks.iter().skip(1).position(|other| clock.known.is_some() && same(other)) {
            Some(found) => found + 1,
            None => {
                self.stream.clocks.push(clock);
                self.stream.clocks.len() - 1
            }
        }
    }
}

/// A const expression for what [`nn_spec::time::slide`] says of a node.
fn asked(node: &Node, sliding: &Sliding) -> TokenStream {
    let args = node.args.iter().map(|arg| &arg.tokens);
    let (arguments, zeros) = (&sliding.arguments, sliding.zeros);
    let ((size, name), strides, padding) = (arguments.size, arguments.strides, arguments.padding);
    let dilation = match arguments.dilation {
        Some(at) => quote!(::core::option::Option::Some(#at)),
        None => quote!(::core::option::Option::None),
    };
    quote! {
        __nk::spec::time::slide(&[#(#args),*], &__nk::spec::Sliding {
            arguments: __nk::spec::layers::window::Arguments {
                layer: "", size: (#size, #name), strides: #strides, padding: #padding, dilation: #dilation,
            },
            zeros: #zeros,
        })
    }
}
