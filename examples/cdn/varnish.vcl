# Offprint behind Varnish 6 or 7 with xkey (Debian: varnish, varnish-modules). See README.md beside this file.
vcl 4.1;

import std;
import xkey;

backend default {
  .host = "127.0.0.1";
  .port = "3000";
  # A backend that is ill is not waited for: what is stale is served at once.
  .probe = { .url = "/health/ready"; .interval = 5s; .timeout = 2s; .window = 3; .threshold = 2; .initial = 2; }
}

# Who may purge.
acl purgers {
  "localhost";
}

sub vcl_recv {
  if (req.method == "PURGE") {
    if (client.ip !~ purgers) {
      return (synth(403));
    }
    if (!req.http.Surrogate-Key) {
      return (synth(400, "Surrogate-Key is missing"));
    }
    set req.http.X-Purged = xkey.purge(req.http.Surrogate-Key);
    return (synth(200, "Purged " + req.http.X-Purged));
  }

  # As CACHE_STALE_WHILE_REVALIDATE says; older answers only where Offprint gives none (vcl_deliver).
  if (req.restarts == 0) {
    if (std.healthy(req.backend_hint)) {
      set req.grace = 30s;
    } else {
      set req.grace = 7d;
    }
  }

  # The live stream and the export are no answers to keep, and flow as they come.
  if (req.url ~ "^/v1/stream(\?|$)") {
    return (pipe);
  }
  if (req.url ~ "^/v1/(editorial/|export\.)") {
    return (pass);
  }

  # Offprint reads no cookies. The query is kept as it was sent: the order of repeated parameters (ids, fallback) counts.
  unset req.http.Cookie;
}

sub vcl_pipe {
  # Else further requests of this connection would pass by everything above.
  set bereq.http.Connection = "close";
}

sub vcl_backend_response {
  if (beresp.status >= 500) {
    # In the background: keeps what is there. In the foreground: see vcl_deliver.
    if (bereq.is_bgfetch) {
      return (abandon);
    }
    set beresp.uncacheable = true;
    set beresp.ttl = 0s;
    return (deliver);
  }
  set beresp.http.xkey = beresp.http.Surrogate-Key;
  # Varnish reads max-age, s-maxage and stale-while-revalidate by itself; this is the rest of RFC 5861.
  if (beresp.ttl > 0s && beresp.http.Cache-Control ~ "stale-if-error=\d+") {
    set beresp.grace = std.duration(regsub(beresp.http.Cache-Control, "^.*stale-if-error=(\d+).*$", "\1s"), 30s);
  }
  # Offprint compresses with gzip what Varnish asks for; the rest is compressed here. Given as the client takes it.
  if (beresp.http.Content-Type ~ "^(text/|application/(json|xml|[a-z.-]+\+(json|xml)))") {
    set beresp.do_gzip = true;
  }
}

sub vcl_backend_error {
  if (bereq.is_bgfetch) {
    return (abandon);
  }
  # Not for a second: it would hide what is stale.
  set beresp.ttl = 0s;
  set beresp.grace = 0s;
}

sub vcl_deliver {
  # Offprint is gone or broken: once more, with whatever there still is.
  if (resp.status >= 500 && req.restarts == 0 && (req.method == "GET" || req.method == "HEAD")) {
    set req.grace = 7d;
    return (restart);
  }
  unset resp.http.xkey;
  if (obj.hits > 0) {
    # Of the request that filled the cache.
    unset resp.http.X-Request-Id;
  }
  # It is of the bytes before they were compressed here (RFC 9530).
  if (resp.http.Content-Encoding == "gzip" && req.http.Accept-Encoding == "gzip") {
    unset resp.http.Repr-Digest;
  }
}
