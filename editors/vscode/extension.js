// Starts `toolwright lsp` and lets VS Code talk to it; all that is known about the language is known there.
"use strict";

const path = require("path");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

/** The program to start: a path with a folder in it is read from the workspace. */
function program() {
  const command = vscode.workspace.getConfiguration("toolwright").get("command");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const isPath = command.includes("/") || command.includes(path.sep);
  return isPath && folder ? path.resolve(folder, command) : command;
}

async function start() {
  const command = program();
  client = new LanguageClient(
    "toolwright",
    "Toolwright",
    { command, args: ["lsp"] },
    {
      documentSelector: [{ language: "tool" }],
      // Rows and libraries are read from the disk, so a change of them can change findings.
      synchronize: {
        fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{tool,csv,json,jsonl,parquet,lock}"),
        configurationSection: "toolwright",
      },
      initializationOptions: { toolwright: vscode.workspace.getConfiguration("toolwright") },
    },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    vscode.window.showErrorMessage(
      `\`${command} lsp\` does not start: ${error.message}. Install it with pip (toolwright[lsp]), ` +
        "or say in the setting toolwright.command where it is.",
    );
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("toolwright.restart", restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("toolwright.command")) return restart();
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
