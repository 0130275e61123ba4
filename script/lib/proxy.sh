# The web server in front, which ends TLS: nginx, with a certificate of one's own, a self-signed or a free one.
# shellcheck shell=bash
# shellcheck disable=SC2154  # certificate, key, email and the ports are the installer's

SITE=/etc/nginx/sites-available/kuuluvuus
TLS=/etc/kuuluvuus/tls

the_proxy() { # how, host
  case $1 in
    none) return 0 ;;
    keep) if [ -f "$SITE" ]; then return 0; fi; self_signed "$2" ;;
    self-signed) self_signed "$2" ;;
    given)
      [ -f "$certificate" ] && [ -f "$key" ] || fail "A certificate takes two files: --certificate FILE --key FILE"
      site "$2" "$certificate" "$key"
      ;;
    acme) from_acme "$2" ;;
  esac
  nginx -t -q || fail "nginx does not take $SITE."
}

self_signed() { # host
  install -d -m 700 "$TLS"
  if ! openssl x509 -in "$TLS/self-signed.crt" -noout -checkhost "$1" 2>/dev/null | grep -q 'does match'; then
    logged self-signed openssl req -x509 -newkey rsa:2048 -nodes -days 825 -subj "/CN=$1" -addext "subjectAltName=DNS:$1" \
      -keyout "$TLS/self-signed.key" -out "$TLS/self-signed.crt"
  fi
  site "$1" "$TLS/self-signed.crt" "$TLS/self-signed.key"
}

from_acme() { # host: nginx answers the challenge with what is there, then takes the certificate
  has_package certbot || logged certbot env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends certbot
  self_signed "$1"
  reload_the_proxy
  logged acme certbot certonly --non-interactive --agree-tos --email "$email" --webroot --webroot-path "$STATE/acme" \
    --deploy-hook 'nginx -s reload' --domain "$1"
  site "$1" "/etc/letsencrypt/live/$1/fullchain.pem" "/etc/letsencrypt/live/$1/privkey.pem"
}

site() { # host, certificate, key
  sed -e "s|@HOST@|$1|; s|@CERTIFICATE@|$2|; s|@KEY@|$3|; s|@PORT@|$(port_of_the_service)|; s|@HTTP@|$http|; s|@HTTPS@|$https|" "$PROJECT/script/lib/nginx.conf" >"$SITE"
  [ -e /proc/net/if_inet6 ] || sed -i '/listen \[::\]/d' "$SITE"
  ln -sf "$SITE" /etc/nginx/sites-enabled/kuuluvuus
  rm -f /etc/nginx/sites-enabled/default
}

reload_the_proxy() {
  [ -f "$SITE" ] || return 0
  if has_systemd; then
    systemctl reload-or-restart nginx
  elif [ -s /run/nginx.pid ] && kill -0 "$(cat /run/nginx.pid)" 2>/dev/null; then
    nginx -s reload
  else
    nginx
  fi
}
