# Offprint behind Varnish 6 or 7 with xkey (Debian: varnish, varnish-modules). See README.md in this folder.
vcl 4.1;

import std;
import xkey;

backend default {
  .host = "127.0.0.1";
  .port = "3000";
  # While the backend is unhealthy, stale responses are served at once.
  .probe = { .url = "/health/ready"; .interval = 5s; .timeout = 2s; .window = 3; .threshold = 2; .initial = 2; }
}

# Addresses that may purge.
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

  # The same as CACHE_STALE_WHILE_REVALIDATE. Older responses are served only if Offprint cannot respond (vcl_deliver).
  if (req.restarts == 0) {
    if (std.healthy(req.backend_hint)) {
      set req.grace = 30s;
    } else {
      set req.grace = 7d;
    }
  }

  # The stream and the export are not cached and not buffered.
  if (req.url ~ "^/v1/stream(\?|$)") {
    return (pipe);
  }
  if (req.url ~ "^/v1/(editorial/|export\.)") {
    return (pass);
  }

  # Offprint reads no cookies. The query is not sorted: the order of repeated parameters (ids, fallback) matters.
  unset req.http.Cookie;
}

sub vcl_pipe {
  # Otherwise later requests of this connection would skip all rules above.
  set bereq.http.Connection = "close";
}

sub vcl_backend_response {
  if (beresp.status >= 500) {
    # In the background: the stored response stays. In the foreground: see vcl_deliver.
    if (bereq.is_bgfetch) {
      return (abandon);
    }
    set beresp.uncacheable = true;
    set beresp.ttl = 0s;
    return (deliver);
  }
  set beresp.http.xkey = beresp.http.Surrogate-Key;
  # Varnish implements max-age, s-maxage and stale-while-revalidate. This adds stale-if-error (RFC 5861).
  if (beresp.ttl > 0s && beresp.http.Cache-Control ~ "stale-if-error=\d+") {
    set beresp.grace = std.duration(regsub(beresp.http.Cache-Control, "^.*stale-if-error=(\d+).*$", "\1s"), 30s);
  }
  # Offprint sends gzip to Varnish; everything else is compressed here. Varnish decompresses it for clients without gzip.
  if (beresp.http.Content-Type ~ "^(text/|application/(json|xml|[a-z.-]+\+(json|xml)))") {
    set beresp.do_gzip = true;
  }
}

sub vcl_backend_error {
  if (bereq.is_bgfetch) {
    return (abandon);
  }
  # Not cached, not even for a second: it would hide the stale response.
  set beresp.ttl = 0s;
  set beresp.grace = 0s;
}

sub vcl_deliver {
  # Offprint does not respond or fails: restart, and serve any stored response.
  if (resp.status >= 500 && req.restarts == 0 && (req.method == "GET" || req.method == "HEAD")) {
    set req.grace = 7d;
    return (restart);
  }
  unset resp.http.xkey;
  if (obj.hits > 0) {
    # The id of the request that filled the cache.
    unset resp.http.X-Request-Id;
  }
  # The digest of the bytes before they were compressed here (RFC 9530).
  if (resp.http.Content-Encoding == "gzip" && req.http.Accept-Encoding == "gzip") {
    unset resp.http.Repr-Digest;
  }
}
