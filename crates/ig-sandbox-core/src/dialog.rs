//! The login dialogs: `GET www.facebook.com/{v}/dialog/oauth` and
//! `GET www.instagram.com/oauth/authorize` (reference §1.1), as a page for a person to allow or cancel.
//!
//! Documented by Meta: the parameters, the code and the state in the redirect, `#_` behind the code
//! of Instagram Login, the redirect of a person who cancels, and that the redirect URI is compared
//! as a whole ([Facebook], [Instagram]). Only reported: the words of the errors on the page. Not
//! known: their HTTP status; here it is 400.
//!
//! [Facebook]: https://developers.facebook.com/documentation/facebook-login/guides/advanced/manual-flow
//! [Instagram]: https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/business-login

use std::fmt::Write as _;

use http::{Method, Request, Response, Uri};

use crate::{
    base,
    config::{App, Login, scopes},
    page::{self, Text},
    reply,
    sandbox::Sandbox,
    time::Timestamp,
    world::Bearer,
};

const PAGE: &str = include_str!("page/dialog.html");

/// What the links on the page add to the parameters of the dialog.
const ANSWER: &str = "sandbox_answer";

/// Why the dialog does not open: a title and an explanation.
struct Refused(&'static str, String);

/// The parameters of a dialog.
struct Asked {
    login: Login,
    params: Vec<(String, String)>,
}

impl Sandbox {
    /// The reply to a request for a dialog; `None` for other requests.
    pub(crate) fn dialog(
        &mut self,
        now: Timestamp,
        request: &Request<Vec<u8>>,
    ) -> Option<Response<Vec<u8>>> {
        let login = login(request)?;
        let query = request.uri().query().unwrap_or_default();
        let params = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let asked = Asked { login, params };
        Some(self.opened(now, &asked, request.uri().path()).unwrap_or_else(
            |Refused(title, why)| shown(400, title, format!("<p>{}</p>", page::escaped(&why))),
        ))
    }

    fn opened(
        &mut self,
        now: Timestamp,
        asked: &Asked,
        path: &str,
    ) -> Result<Response<Vec<u8>>, Refused> {
        let app = asked.app(&self.config.apps)?.clone();
        let redirect = asked.redirect(&app)?;
        asked.check()?;
        let of_app = |bearer: &Bearer| self.world.tokens.app(bearer.grant) == app.id;
        let people: Vec<_> =
            self.world.tokens.bearers(asked.login).into_iter().filter(of_app).collect();
        if people.is_empty() {
            return Err(Refused(
                "Nobody can log in",
                "This sandbox has no token of this login for this app; a configuration with \
                 [[tokens]] and their login adds one: ig sandbox --config"
                    .to_owned(),
            ));
        }
        match asked.get(ANSWER) {
            Some("cancel") => Ok(sent(&asked.cancelled(&redirect))),
            Some(number) => {
                let bearer = number.parse().ok().and_then(|number: usize| people.get(number));
                let bearer = bearer.cloned().ok_or_else(|| {
                    Refused("Nobody of that number", "Open the dialog again.".to_owned())
                })?;
                let (tokens, ids) = (&mut self.world.tokens, &mut self.world.ids);
                let code = tokens.issue_code(ids, now, bearer);
                tokens.bind_code(&code, redirect.clone());
                Ok(sent(&asked.allowed(&redirect, &code)))
            }
            None => Ok(self.asking(asked, &app, &people, path)),
        }
    }

    /// The page with the question.
    fn asking(&self, asked: &Asked, app: &App, people: &[Bearer], path: &str) -> Response<Vec<u8>> {
        let mut body = String::new();
        // Writing to a string cannot fail.
        let _ = write!(body, "<p>The app {} asks for:</p><ul>", page::escaped(&app.id));
        for scope in asked.scopes() {
            let _ = write!(body, "<li>{}</li>", page::escaped(scope));
        }
        body.push_str("</ul>");
        let back = asked.get("redirect_uri").unwrap_or_default();
        let _ = write!(
            body,
            "<p class=\"soft\">It will be told at {}. This is a sandbox: no account of Instagram is \
             involved, and the permissions are those of its configuration.</p><div class=\"line\">",
            page::escaped(back)
        );
        for (number, bearer) in people.iter().enumerate() {
            let names = bearer.accounts.iter().filter_map(|id| self.world.account(id));
            let names: Vec<_> = names.map(|account| account.username.as_str()).collect();
            let _ = write!(
                body,
                "<a class=\"main\" id=\"allow-{number}\" href=\"{}\">Allow as {}</a>",
                page::escaped(&asked.answer(path, &number.to_string())),
                page::escaped(&names.join(", ")),
            );
        }
        let _ = write!(
            body,
            "<a id=\"cancel\" href=\"{}\">Cancel</a></div>",
            page::escaped(&asked.answer(path, "cancel"))
        );
        let title = match asked.login {
            Login::Facebook => "Log in with Facebook",
            Login::Instagram => "Log in with Instagram",
        };
        shown(200, title, body)
    }
}

/// The login whose dialog a request is for.
fn login<T>(request: &Request<T>) -> Option<Login> {
    if *request.method() != Method::GET {
        return None;
    }
    let mut parts: Vec<_> = request.uri().path().trim_matches('/').split('/').collect();
    if parts.first().is_some_and(|part| part.starts_with('v') && part.contains('.')) {
        parts.remove(0);
    }
    match parts[..] {
        ["dialog", "oauth"] => Some(Login::Facebook),
        ["oauth", "authorize"] => Some(Login::Instagram),
        _ => None,
    }
}

/// Whether a request is for a dialog, whose redirect has a code.
pub(crate) fn is_dialog<T>(request: &Request<T>) -> bool {
    login(request).is_some()
}

impl Asked {
    fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.params.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    fn app<'a>(&self, apps: &'a [App]) -> Result<&'a App, Refused> {
        let id = self.get("client_id").unwrap_or_default();
        apps.iter().find(|app| app.id == id).ok_or_else(|| match self.login {
            Login::Facebook => Refused(
                "Invalid App ID",
                "The provided app ID does not look like a valid app ID.".to_owned(),
            ),
            Login::Instagram => Refused(
                "Invalid Request",
                "Request parameters are invalid: Invalid platform app".to_owned(),
            ),
        })
    }

    /// The redirect URI. Meta compares the whole of it with those of the app's settings; `http` is
    /// accepted only for `localhost`. An app of the sandbox without such settings accepts any.
    fn redirect(&self, app: &App) -> Result<String, Refused> {
        let uri = self.get("redirect_uri").unwrap_or_default();
        let parsed = uri.parse::<Uri>().ok().filter(|uri| uri.host().is_some());
        let authority = parsed.as_ref().and_then(Uri::authority);
        let is_here = authority.is_some_and(|it| base::is_local_url(&format!("http://{it}")));
        let is_safe = match parsed.as_ref().and_then(Uri::scheme_str) {
            Some("https") => true,
            Some("http") => is_here,
            _ => false,
        };
        let is_known = app.redirect_uris.is_empty() || app.redirect_uris.iter().any(|it| it == uri);
        if is_safe && is_known && !uri.contains('#') {
            return Ok(uri.to_owned());
        }
        Err(match self.login {
            Login::Facebook => Refused(
                "URL Blocked",
                "This redirect failed because the redirect URI is not whitelisted in the app's \
                 Client OAuth Settings. Make sure Client and Web OAuth Login are on and add all your \
                 app domains as Valid OAuth Redirect URIs."
                    .to_owned(),
            ),
            Login::Instagram => Refused("Invalid Request", "Invalid redirect_uri".to_owned()),
        })
    }

    fn scopes(&self) -> impl Iterator<Item = &str> {
        let scope = self.get("scope").unwrap_or_default();
        scope.split([',', ' ']).map(str::trim).filter(|scope| !scope.is_empty())
    }

    fn check(&self) -> Result<(), Refused> {
        let known = scopes(self.login);
        let always = ["public_profile", "email", "openid"];
        let wrong: Vec<_> = self
            .scopes()
            .filter(|scope| !known.contains(scope) && !always.contains(scope))
            .collect();
        if !wrong.is_empty() {
            return Err(Refused("Invalid Scopes", format!("Invalid Scopes: {}", wrong.join(", "))));
        }
        let is_code = match (self.login, self.get("response_type")) {
            (Login::Facebook, None) | (_, Some("code")) => true,
            (Login::Instagram, None) | (_, Some(_)) => false,
        };
        if !is_code {
            return Err(Refused(
                "Invalid Request",
                "The sandbox knows only response_type=code.".to_owned(),
            ));
        }
        Ok(())
    }

    /// The link of an answer.
    fn answer(&self, path: &str, answer: &str) -> String {
        let params = self.params.iter().filter(|(name, _)| name != ANSWER);
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(params)
            .append_pair(ANSWER, answer)
            .finish();
        format!("{path}?{query}")
    }

    fn allowed(&self, redirect: &str, code: &str) -> String {
        let end = match self.login {
            Login::Facebook => "#_=_",
            Login::Instagram => "#_",
        };
        self.back(redirect, &[("code", code)]) + end
    }

    fn cancelled(&self, redirect: &str) -> String {
        match self.login {
            Login::Facebook => {
                let error = [
                    ("error", "access_denied"),
                    ("error_code", "200"),
                    ("error_description", "Permissions error"),
                    ("error_reason", "user_denied"),
                ];
                self.back(redirect, &error) + "#_=_"
            }
            Login::Instagram => {
                let error = [
                    ("error", "access_denied"),
                    ("error_reason", "user_denied"),
                    ("error_description", "The user denied your request"),
                ];
                self.back(redirect, &error)
            }
        }
    }

    /// The redirect URI with more parameters and the state.
    fn back(&self, redirect: &str, more: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(more);
        if let Some(state) = self.get("state") {
            query.append_pair("state", state);
        }
        let mark = if redirect.contains('?') { '&' } else { '?' };
        format!("{redirect}{mark}{}", query.finish())
    }
}

fn sent(to: &str) -> Response<Vec<u8>> {
    let mut response = reply::with_body(302, "text/html; charset=utf-8", Vec::new());
    let headers = response.headers_mut();
    reply::set(headers, "location", to);
    reply::set(headers, "cache-control", "no-store");
    reply::set(headers, "referrer-policy", "no-referrer");
    response
}

fn shown(status: u16, title: &str, body: String) -> Response<Vec<u8>> {
    let page = page::fill(PAGE, |name| match name {
        "title" => Text::Plain(title),
        "body" => Text::Markup(body.clone()),
        _ => Text::Plain(""),
    });
    page::html(status, page)
}
