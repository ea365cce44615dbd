//! `ig mcp`: posts for an assistant, over the Model Context Protocol on standard input and output.

mod lines;
mod out;
mod tools;

use std::{
    io::{self, ErrorKind},
    sync::Arc,
};

use rmcp::{
    ErrorData, RoleServer, ServerHandler, ServiceExt as _,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, Implementation, ListToolsResult,
        PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
    },
    service::RequestContext,
};
use tokio::{runtime, sync::watch};

use self::{lines::Lines, out::Out};
use crate::{
    args::McpArgs,
    failure::{Exit, Failure},
    output::Output,
    service::{Door, Service, Worker},
    stop,
};

const INSTRUCTIONS: &str = "\
Publishes photos, reels, stories and carousels to an Instagram account, each once. Every post has a key \
that you choose, such as an order number: the same key is the same post, so calling publish again with it \
is safe and never posts twice. A published post cannot be taken back with these tools. Ask the user before \
you publish.";

pub(super) fn run(args: McpArgs, output: &Output) -> Result<Exit, Failure> {
    if output.is_json() {
        return Err(Failure::usage("--json cannot be used with ig mcp")
            .because("standard output is for the protocol, which is JSON anyway")
            .fix("leave out --json"));
    }
    let failed =
        |error: &dyn std::error::Error| Failure::failed("ig mcp cannot start").caused_by(error);
    let service = Service::new(args.service, Door::Mcp, *output)?;
    let (stop, stopped) = watch::channel(false);
    stop::orderly(move || {
        // Nobody listens once all is over.
        let _ = stop.send(true);
    })?;
    let runtime = runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed(&error))?;
    let worker = Worker::start(&service);
    service.resume_all()?;
    let end = runtime.block_on(serve(service, stopped));
    worker.stop();
    // A read of standard input may be under way that nothing ends.
    runtime.shutdown_background();
    end.map(|()| Exit::Success)
}

/// Answers until the client goes away or the program is to stop.
async fn serve(service: Arc<Service>, mut stopped: watch::Receiver<bool>) -> Result<(), Failure> {
    let server = Server { service, stopped: stopped.clone() };
    let (out, mut lost) = Out::new();
    let started = tokio::select! {
        started = server.serve(Lines::new(out)) => started,
        _ = stopped.changed() => return Ok(()),
    };
    let running = match started {
        Ok(running) => running,
        Err(_) if lost.borrow().is_some() => return gone(&lost),
        // It has asked for nothing.
        Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => {
            return Err(Failure::failed("the client does not speak the Model Context Protocol")
                .caused_by(&error)
                .fix("start `ig mcp` from a client of the protocol; for other programs there is `ig serve`"));
        }
    };
    tokio::select! {
        _ = running.waiting() => (),
        _ = stopped.changed() => (),
        _ = lost.changed() => (),
    }
    gone(&lost)
}

/// Nobody hears the answers: a client that has closed its end has gone away, and any other reason is an
/// error.
fn gone(lost: &watch::Receiver<Option<io::Error>>) -> Result<(), Failure> {
    match &*lost.borrow() {
        Some(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::failed("standard output cannot be written to, and the answers go there")
                .caused_by(error)
                .fix("start `ig mcp` from a client that reads its standard output"))
        }
        _ => Ok(()),
    }
}

/// The server of one client.
#[derive(Clone, Debug)]
struct Server {
    service: Arc<Service>,
    stopped: watch::Receiver<bool>,
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().build();
        ServerConfig::new(capabilities)
            .with_server_info(Implementation::new("ig", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(tools::all()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::all().into_iter().find(|tool| tool.name == name)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let CallToolRequestParams { name, arguments, .. } = request;
        let arguments = arguments.unwrap_or_default().into();
        let called = tools::call(&self.service, &self.stopped, &name, arguments).await;
        let result = match called {
            None => {
                let names: Vec<_> = tools::all().into_iter().map(|tool| tool.name).collect();
                let text = format!("there is no tool {name}: use one of {}", names.join(", "));
                return Err(ErrorData::invalid_params(text, None));
            }
            Some(Ok(object)) => CallToolResult::structured(object),
            Some(Err(trouble)) => {
                let body = serde_json::to_value(trouble.body()).unwrap_or_default();
                CallToolResult::structured_error(body)
            }
        };
        Ok(result.into())
    }
}
