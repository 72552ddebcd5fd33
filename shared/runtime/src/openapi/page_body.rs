//! What a list's answer looks like, said once for all lists.

/// Declares the body of a list's page, made from a [`Page`](homework_domain::page::Page) of what is stored. Each
/// list has a name of its own for its items.
#[macro_export]
macro_rules! page_body {
    (
        $(#[$page:meta])*
        pub(crate) struct $name:ident of $item:ty {
            $items:ident: $bodies:ty,
            $(#[$total:meta])*
            total,
            $(#[$cursor:meta])*
            next_cursor,
        }
    ) => {
        #[derive(Debug, ::serde::Serialize, ::utoipa::ToSchema)]
        $(#[$page])*
        pub(crate) struct $name {
            $items: $bodies,
            $(#[$total])*
            total: u64,
            page: u32,
            page_size: u32,
            total_pages: u64,
            /// Asks for the page after this one; null on the last.
            $(#[$cursor])*
            next_cursor: Option<String>,
        }

        impl From<::homework_domain::page::Page<$item>> for $name {
            fn from(page: ::homework_domain::page::Page<$item>) -> Self {
                Self {
                    total: page.total,
                    total_pages: page.total_pages(),
                    page: page.page,
                    page_size: page.page_size,
                    next_cursor: page.next_cursor,
                    $items: page.items.into_iter().map(From::from).collect(),
                }
            }
        }
    };
}
