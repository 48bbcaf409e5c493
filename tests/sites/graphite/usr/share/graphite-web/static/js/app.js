// graphite
