<?php
// A whole flow against the sandbox as PHP programs send it: `http_build_query` writes lists and
// objects with brackets, and booleans as 1 and 0.

$sandbox = $argv[1];
$user = "17841400008460056";
$photo = "$sandbox/_sandbox/files/sample.jpg";

function graph(string $method, string $path, array $params): array
{
    global $sandbox;
    $form = http_build_query($params);
    $http = ["method" => $method, "ignore_errors" => true, "header" => ["Authorization: Bearer sandbox-token"]];
    if ($method == "POST") {
        $http["header"][] = "Content-Type: application/x-www-form-urlencoded";
        $http["content"] = $form;
    } else {
        $path .= "?$form";
    }
    $body = file_get_contents("$sandbox/v26.0/$path", false, stream_context_create(["http" => $http]));
    return json_decode($body, true, 512, JSON_THROW_ON_ERROR);
}

function check(string $what, mixed $found, mixed $expected): void
{
    if ($found !== $expected) {
        throw new Exception("$what: " . var_export($found, true) . " instead of " . var_export($expected, true));
    }
}

function id(array $reply): string
{
    return $reply["id"] ?? throw new Exception(json_encode($reply));
}

// Create, status, publish, with tags and a place.
$tags = [["username" => "kevinhart4real", "x" => 0.5, "y" => 0.8], ["username" => "therock", "x" => 0.3, "y" => 0.2]];
$container = id(graph("POST", "$user/media", ["image_url" => $photo, "caption" => "#BronzFonz", "user_tags" => $tags, "location_id" => "7640348500"]));
check("the status", graph("GET", $container, ["fields" => ["id", "status_code"]]), ["id" => $container, "status_code" => "FINISHED"]);
$media = id(graph("POST", "$user/media_publish", ["creation_id" => $container]));
$post = graph("GET", $media, ["fields" => "caption,media_type"]);
check("the post", [$post["caption"], $post["media_type"]], ["#BronzFonz", "IMAGE"]);

// A carousel: the items are marked with true, which PHP writes as 1.
$children = [];
for ($item = 0; $item < 3; $item++) {
    $children[] = id(graph("POST", "$user/media", ["image_url" => $photo, "is_carousel_item" => true]));
}
$carousel = id(graph("POST", "$user/media", ["media_type" => "CAROUSEL", "children" => $children, "caption" => "three"]));
$album = id(graph("POST", "$user/media_publish", ["creation_id" => $carousel]));
check("its children", count(graph("GET", "$album/children", [])["data"]), 3);

// false is written as 0.
$quiet = id(graph("POST", "$user/media", ["media_type" => "REELS", "video_url" => "$sandbox/_sandbox/files/sample.mp4", "share_to_feed" => false, "caption" => "not in the feed"]));
for ($look = 0; $look < 100 && graph("GET", $quiet, ["fields" => "status_code"])["status_code"] != "FINISHED"; $look++) {
    usleep(100_000);
}
$reel = id(graph("POST", "$user/media_publish", ["creation_id" => $quiet]));
check("it is not in the feed", graph("GET", $reel, ["fields" => "is_shared_to_feed"])["is_shared_to_feed"], false);

// An error.
$error = graph("POST", "$user/media_publish", ["creation_id" => $container])["error"];
check("a container is published once", [$error["code"], $error["error_subcode"]], [24, 2207008]);
