<?php require "shop.inc"; cart();
