using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Recsys.MLNet.BrowserTests;

/// <summary>One tab: what a person would do in it and see.</summary>
internal sealed class Page(Func<string, JsonObject?, Task<JsonNode>> send, Func<Task<JsonNode>> close)
{
    /// <summary>Every address that the page asked for.</summary>
    public ConcurrentQueue<string> Requested { get; } = new();

    /// <summary>Uncaught errors and errors in the console.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    public void Heard(string method, JsonNode parameters)
    {
        if (method == "Network.requestWillBeSent")
            Requested.Enqueue(parameters["request"]!["url"]!.GetValue<string>());
        else if (method == "Runtime.exceptionThrown")
            Errors.Enqueue(parameters["exceptionDetails"]!.ToJsonString());
        else if (method == "Runtime.consoleAPICalled" && parameters["type"]!.GetValue<string>() == "error")
            Errors.Enqueue(parameters["args"]!.ToJsonString());
    }

    /// <summary>Goes to an address and waits until it has loaded.</summary>
    public async Task Go(string url)
    {
        await send("Page.navigate", new() { ["url"] = url });
        await Until($"location.href.startsWith({JsonValue.Create(url).ToJsonString()}) && document.readyState === 'complete'");
    }

    /// <summary>The value of an expression.</summary>
    public async Task<JsonNode?> Value(string expression)
    {
        var answer = await send("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true, ["userGesture"] = true });
        if (answer["exceptionDetails"] is { } failure)
            throw new InvalidOperationException($"{expression}: {failure.ToJsonString()}");
        return answer["result"]!["value"];
    }

    public async Task<string> Text(string expression) => (await Value(expression))?.ToString() ?? "";

    public async Task<double> Number(string expression) => (await Value(expression))!.GetValue<double>();

    public async Task<string[]> Texts(string selector) =>
        [.. (await Value($"[...document.querySelectorAll({JsonValue.Create(selector).ToJsonString()})].map(e => e.textContent.trim())"))!.AsArray().Select(t => t!.GetValue<string>())];

    /// <summary>Waits until an expression is true.</summary>
    public async Task Until(string expression, int seconds = 30)
    {
        long end = Environment.TickCount64 + seconds * 1000;
        while (true)
        {
            try
            {
                if (await Value($"!!({expression})") is JsonValue value && value.GetValue<bool>())
                    return;
            }
            catch (InvalidOperationException) when (Environment.TickCount64 < end)
            {
                // the page is changing
            }
            if (Environment.TickCount64 > end)
                throw new TimeoutException($"was never true: {expression}; errors: {string.Join("; ", Errors)}");
            await Task.Delay(50);
        }
    }

    /// <summary>Presses a key, such as Tab or Enter, or types one character.</summary>
    public async Task Press(string key)
    {
        var codes = new Dictionary<string, (int Code, string Text)> { ["Tab"] = (9, ""), ["Enter"] = (13, "\r"), [" "] = (32, " "), ["ArrowDown"] = (40, "") };
        var (code, text) = codes.TryGetValue(key, out var known) ? known : (char.ToUpperInvariant(key[0]), key);
        foreach (string type in (string[])["keyDown", "keyUp"])
            await send("Input.dispatchKeyEvent", new() { ["type"] = type, ["key"] = key, ["windowsVirtualKeyCode"] = code, ["text"] = type == "keyDown" ? text : "" });
    }

    /// <summary>Clicks in the middle of an element, as a mouse does.</summary>
    public async Task Click(string selector)
    {
        var at = (await Value($"(() => {{ const e = document.querySelector({JsonValue.Create(selector).ToJsonString()}); e.scrollIntoView({{block:'center'}}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()"))!.AsArray();
        foreach (string type in (string[])["mouseMoved", "mousePressed", "mouseReleased"])
            await send("Input.dispatchMouseEvent", new() { ["type"] = type, ["x"] = at[0]!.GetValue<double>(), ["y"] = at[1]!.GetValue<double>(), ["button"] = type == "mouseMoved" ? "none" : "left", ["clickCount"] = 1 });
    }

    public Task Size(int width, int height) => send("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = width < 600 });

    public Task Dark(bool dark) => send("Emulation.setEmulatedMedia", new() { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }) });

    /// <summary>Keeps a picture in the folder that RECSYS_SCREENSHOTS names, if any.</summary>
    public async Task Picture(string name)
    {
        if (Environment.GetEnvironmentVariable("RECSYS_SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        var answer = await send("Page.captureScreenshot", new() { ["format"] = "png", ["captureBeyondViewport"] = true });
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(Path.Combine(folder, name + ".png"), Convert.FromBase64String(answer["data"]!.GetValue<string>()));
    }

    public Task Close() => close();
}
